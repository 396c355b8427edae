using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Activations;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Passes;

/// <summary>
/// A softmax as newer versions of PyTorch export it: <c>where(isnan(s), 0, s)</c>. Rows that are −∞ throughout give no numbers, and those
/// only a mask makes: where there is a mask with −∞, the guard may do something and stays.
/// </summary>
internal static class FuseGuardedSoftmax
{
    /// <summary>Removes the guards in a graph.</summary>
    public static void Apply(OperationGraph graph)
    {
        foreach (NodeOperation choice in graph.NodesOf("Where"))
        {
            if (graph.From<SoftmaxOperation>(choice.Input(2)) is { } softmax && graph.From(choice.Input(0), "IsNaN") is { } test
                && graph.From<SoftmaxOperation>(test.Input(0))?.Result == softmax.Result && choice.Input(1).IsNumber(0)
                && choice.Shape == softmax.Shape && !MayHaveEmptyRows(graph, softmax.Argument))
            {
                graph.Replace(softmax with { Result = choice.Result });
            }
        }

        graph.RemoveUnused();
    }

    /// <summary>Whether a value may be −∞ along a whole row, because a mask was added to it.</summary>
    private static bool MayHaveEmptyRows(OperationGraph graph, Value value) =>
        value is View view && graph.Producer(view.Source) is { } operation
        && operation.Inputs.OfType<Constant>().Any(constant => constant.Numbers.Any(double.IsNegativeInfinity));
}
