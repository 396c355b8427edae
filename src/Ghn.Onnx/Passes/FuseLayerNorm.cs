using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Onnx.Operators.Normalization;
using Ghn.Onnx.Operators.Reductions;

namespace Ghn.Onnx.Passes;

/// <summary>
/// Layer normalisation in parts: <c>d = x − mean(x); d / √(mean(d²) + ε) · scale + shift</c>, or the same without the shift, or without
/// both.
/// </summary>
/// <param name="graph">The graph.</param>
internal sealed class FuseLayerNorm(OperationGraph graph)
{
    /// <summary>Fuses layer normalisations in a graph, the longest form first.</summary>
    public static void Apply(OperationGraph graph)
    {
        var fusion = new FuseLayerNorm(graph);
        foreach (NodeOperation sum in graph.NodesOf("Add"))
        {
            fusion.FuseSum(sum);
        }

        graph.RemoveUnused();
        foreach (NodeOperation product in graph.NodesOf("Mul"))
        {
            fusion.FuseProduct(product);
        }

        graph.RemoveUnused();
        foreach (NodeOperation quotient in graph.NodesOf("Div"))
        {
            fusion.FuseQuotient(quotient);
        }

        graph.RemoveUnused();
    }

    private void FuseSum(NodeOperation operation)
    {
        if (graph.Operand(operation, "Mul") is var (product, other) && operation.Shape.Rank > 0
            && other.AsVector(operation.Shape[^1]) is { } shift && Scaled(product) is { } found)
        {
            graph.Replace(new LayerNormOperation(
                operation.Node, operation.Result, [found.Input, found.Scale, shift], found.Epsilon));
        }
    }

    /// <summary>A normalisation without scale and shift before a learnt scale of features is no other function.</summary>
    private void FuseProduct(NodeOperation operation)
    {
        if (Scaled(operation) is { } found)
        {
            graph.Replace(new LayerNormOperation(operation.Node, operation.Result, [found.Input, found.Scale], found.Epsilon));
        }
    }

    private void FuseQuotient(NodeOperation operation)
    {
        if (Standardized(operation) is { } found)
        {
            graph.Replace(new LayerNormOperation(operation.Node, operation.Result, [found.Input], found.Epsilon));
        }
    }

    /// <summary>The x, the scale and the ε of <c>d / √(mean(d²) + ε) · scale</c>.</summary>
    private (Value Input, View Scale, double Epsilon)? Scaled(NodeOperation operation) =>
        graph.Operand(operation, "Div") is var (quotient, other) && operation.Shape.Rank > 0
            && other.AsVector(operation.Shape[^1]) is { } scale && Standardized(quotient) is { } found
            ? (found.Input, scale, found.Epsilon)
            : null;

    /// <summary>The x and ε of <c>d / √(mean(d²) + ε)</c> with <c>d = x − mean(x)</c>.</summary>
    private (Value Input, double Epsilon)? Standardized(NodeOperation quotient)
    {
        if (graph.From(quotient.Input(0), "Sub") is not { } difference
            || graph.From(graph.From(quotient.Input(1), "Sqrt")?.Input(0), "Add") is not { } variance
            || graph.Operand(variance, "ReduceMean") is not var (square, added) || added.Scalar() is not { } epsilon)
        {
            return null;
        }

        bool fits = IsMeanOfLast(square) && IsSquare(square.Input(0), difference)
            && graph.From(difference.Input(1), "ReduceMean") is { } mean && IsMeanOfLast(mean)
            && ValueMatch.AreSame(mean.Input(0), difference.Input(0));
        return fits ? (difference.Input(0), epsilon) : null;
    }

    private static bool IsMeanOfLast(NodeOperation mean)
    {
        int rank = mean.Input(0).Shape.Rank;
        return mean.Shape.Rank == rank && ReducedShape.Axes(mean.Node, rank) is [var axis] && axis == rank - 1;
    }

    private bool IsSquare(Value value, NodeOperation root) =>
        (graph.From(value, "Pow") is { } power && Is(power.Input(0), root) && power.Input(1).IsNumber(2))
        || (graph.From(value, "Mul") is { } product && Is(product.Input(0), root) && Is(product.Input(1), root));

    private bool Is(Value value, NodeOperation operation) => graph.From(value, operation.Type)?.Result == operation.Result;
}
