namespace Ghn.Onnx;

/// <summary>Finds the tensors of a file that only operations have which are not known.</summary>
internal static class SkippedTensors
{
    /// <summary>The tensors, in the order of the operations.</summary>
    /// <param name="operations">The operations of the graph.</param>
    /// <param name="bindings">The tensors that known layers have.</param>
    public static IReadOnlyList<SkippedTensor> Of(IEnumerable<Operation> operations, IEnumerable<ParameterBinding> bindings)
    {
        var seen = new HashSet<Source>(bindings.Select(binding => binding.Source));
        var skipped = new List<SkippedTensor>();
        foreach (Operation operation in operations.Where(operation => operation.Obstacle is not null))
        {
            // A weight may be computed of several tensors before the operation takes it.
            var pending = new Stack<Source>(operation.Views.Reverse().Select(view => view.Source));
            while (pending.TryPop(out Source? source))
            {
                if (source.DependsOnImages || !seen.Add(source))
                {
                    continue;
                }

                if (source is Operation computed)
                {
                    foreach (View view in computed.Views.Reverse())
                    {
                        pending.Push(view.Source);
                    }
                }
                else if (source is ParameterSource parameter && IsWeight(parameter))
                {
                    skipped.Add(new SkippedTensor(parameter.Name, parameter.Shape, parameter.Value, operation.Obstacle!));
                }
            }
        }

        return skipped;
    }

    /// <summary>Lone numbers in nodes of their own are hyper-parameters.</summary>
    private static bool IsWeight(ParameterSource parameter) => parameter.Order is not null || parameter.Shape.ElementCount > 1;
}
