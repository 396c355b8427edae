using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
namespace Ghn.Onnx.Import;

/// <summary>Finds the tensors of a file that only operations have which are not known.</summary>
internal static class SkippedParameters
{
    /// <summary>The tensors, in the order of the operations.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="bindings">The tensors that known layers have.</param>
    public static IReadOnlyList<SkippedParameter> Of(OperationGraph graph, IEnumerable<ParameterBinding> bindings)
    {
        var seen = new HashSet<Source>(bindings.Select(binding => binding.Source));
        var skipped = new List<SkippedParameter>();
        foreach (OpaqueOperation operation in graph.Operations.OfType<OpaqueOperation>())
        {
            // A weight may be computed of several tensors before the operation takes it.
            var pending = new Stack<Source>(operation.Views.Reverse().Select(view => view.Source));
            while (pending.TryPop(out Source? source))
            {
                if (source.DependsOnImages || !seen.Add(source))
                {
                    continue;
                }

                IEnumerable<View> made = source is ComputedSource computed
                    ? computed.Steps.SelectMany(step => step.Views)
                    : graph.Producer(source)?.Views ?? [];
                foreach (View view in made.Reverse())
                {
                    pending.Push(view.Source);
                }

                if (source is ParameterSource parameter && IsWeight(parameter))
                {
                    skipped.Add(new SkippedParameter(parameter, operation.Reason));
                }
            }
        }

        return skipped;
    }

    /// <summary>Lone numbers in nodes of their own are hyper-parameters.</summary>
    private static bool IsWeight(ParameterSource parameter) => parameter.Order is not null || parameter.Shape.ElementCount > 1;
}
