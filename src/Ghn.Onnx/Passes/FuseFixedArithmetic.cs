using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Arithmetic;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Passes;

/// <summary>
/// Arithmetic with fixed numbers: images that are brought to another range, or branches that are scaled before they are added. A chain of
/// such steps becomes one. Numbers for each channel are only fixed where images are normalised; elsewhere they may be learnt.
/// </summary>
internal static class FuseFixedArithmetic
{
    /// <summary>Fuses arithmetic with fixed numbers in a graph, once all else is fused.</summary>
    public static void Apply(OperationGraph graph)
    {
        foreach (NodeOperation operation in graph.Operations.OfType<NodeOperation>())
        {
            if (Step(graph, operation) is var (view, step))
            {
                FixedArithmeticOperation? before = graph.From<FixedArithmeticOperation>(view);
                graph.Replace(new FixedArithmeticOperation(
                    operation.Node, operation.Result, before?.Argument ?? view, [.. before?.Steps ?? [], step]));
            }
        }

        graph.RemoveUnused();
    }

    private static (View View, FixedStep Step)? Step(OperationGraph graph, NodeOperation operation)
    {
        if (operation.Type is not ("Add" or "Sub" or "Mul" or "Div"))
        {
            return null;
        }

        (Value left, Value right) = (operation.Input(0), operation.Input(1));
        return left is View view && view.Shape == operation.Shape && IsFixed(graph, view, right)
            ? (view, new FixedStep(operation.Type, right, IsLeft: false))
            : right is View other && other.Shape == operation.Shape && IsFixed(graph, other, left) && operation.Type != "Div"
                ? (other, new FixedStep(operation.Type, left, IsLeft: true))
                : null;
    }

    private static bool IsFixed(OperationGraph graph, View view, Value number) =>
        !view.IsLearnt() && (number.Scalar() is not null || (number.Known() is not null && IsOfImages(graph, view)));

    private static bool IsOfImages(OperationGraph graph, View view) => view.Source is InputSource
        || (graph.Producer(view.Source) is FixedArithmeticOperation operation && IsOfImages(graph, operation.Argument));
}
