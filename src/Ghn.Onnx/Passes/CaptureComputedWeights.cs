using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Passes;

/// <summary>
/// Weights that are computed from learnt tensors whenever the graph runs: standardised, normalised, scaled. It comes before all fusions,
/// which would take these computations for those of signals.
/// </summary>
internal static class CaptureComputedWeights
{
    private static readonly string[] Types = ["Conv", "ConvTranspose", "Gemm", "MatMul"];

    /// <summary>Makes a source of each computation of a weight in a graph.</summary>
    public static void Apply(OperationGraph graph)
    {
        foreach (NodeOperation user in graph.Operations.OfType<NodeOperation>().Where(user => Types.Contains(user.Type)).ToArray())
        {
            if (user.Result.DependsOnImages
                && user.OptionalInput(1) is View { Source: OperationResult { DependsOnImages: false } result } weight
                && Capture(graph, result) is { } computed)
            {
                graph.Replace(user with { Inputs = [user.Inputs[0], new View(computed, weight.Map), .. user.Inputs.Skip(2)] });
            }
        }

        graph.RemoveUnused();
    }

    /// <summary>A computation with the only learnt tensor that has the shape of its result; null without one, or with several.</summary>
    private static ComputedSource? Capture(OperationGraph graph, OperationResult result)
    {
        var steps = new List<Operation>();
        var parameters = new HashSet<ParameterSource>();
        var seen = new HashSet<Source>();
        Visit(result);
        ParameterSource[] learnt = [.. parameters.Where(parameter => parameter.Shape == result.Shape)];
        return learnt.Length == 1 ? new ComputedSource(result.Name, result.Shape, learnt[0], steps) : null;

        void Visit(Source source)
        {
            if (source is ParameterSource parameter)
            {
                parameters.Add(parameter);
            }
            else if (seen.Add(source) && graph.Producer(source) is { } operation)
            {
                foreach (View view in operation.Views)
                {
                    Visit(view.Source);
                }

                steps.Add(operation);
            }
        }
    }
}
