using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Onnx.Operators.Normalization;
using Ghn.Onnx.Operators.Reductions;

namespace Ghn.Onnx.Passes;

/// <summary>
/// Normalisation by the root of the mean square in parts: <c>x / √(mean(x²) + ε)</c>, or x times the reciprocal of that root, and perhaps a
/// scale of each feature.
/// </summary>
/// <param name="graph">The graph.</param>
internal sealed class FuseRmsNorm(OperationGraph graph)
{
    /// <summary>Fuses such normalisations in a graph, first without their scales.</summary>
    public static void Apply(OperationGraph graph)
    {
        var fusion = new FuseRmsNorm(graph);
        foreach (NodeOperation operation in graph.Operations.OfType<NodeOperation>())
        {
            if (fusion.Normalized(operation) is var (input, epsilon))
            {
                graph.Replace(new RmsNormOperation(operation.Node, operation.Result, [input], epsilon));
            }
        }

        graph.RemoveUnused();
        ILookup<Source, OperationResult?> users = graph.Users();
        foreach (NodeOperation product in graph.NodesOf("Mul"))
        {
            if (graph.Operand<RmsNormOperation>(product, norm => norm.Inputs.Count == 1) is var (norm, other)
                && users[norm.Result].Count() == 1 && other.AsVector(product.Shape[^1]) is { } scale)
            {
                graph.Replace(new RmsNormOperation(product.Node, product.Result, [norm.Input(0), scale], norm.Epsilon));
            }
        }

        graph.RemoveUnused();
    }

    private (Value Input, double Epsilon)? Normalized(NodeOperation operation) => operation.Type switch
    {
        "Div" => Root(operation.Input(1), operation.Input(0)) is { } epsilon ? (operation.Input(0), epsilon) : null,
        "Mul" => Reciprocal(operation.Input(1)) is { } second && Root(second, operation.Input(0)) is { } epsilon
            ? (operation.Input(0), epsilon)
            : Reciprocal(operation.Input(0)) is { } first && Root(first, operation.Input(1)) is { } other
                ? (operation.Input(1), other)
                : null,
        _ => null,
    };

    /// <summary>What a value is the reciprocal of.</summary>
    private Value? Reciprocal(Value value) => graph.From(value, "Reciprocal")?.Input(0)
        ?? (graph.From(value, "Div") is { } quotient && quotient.Input(0).IsNumber(1) ? quotient.Input(1) : null);

    /// <summary>The ε of <c>√(mean(x²) + ε)</c>, if a value is that of x.</summary>
    private double? Root(Value value, Value x) =>
        graph.From(graph.From(value, "Sqrt")?.Input(0), "Add") is { } sum
        && graph.Operand(sum, "ReduceMean") is var (mean, added) && added.Scalar() is { } epsilon
        && IsOfLast(mean) && IsSquare(mean.Input(0), x)
            ? epsilon
            : null;

    private static bool IsOfLast(NodeOperation mean)
    {
        int rank = mean.Input(0).Shape.Rank;
        return mean.Shape.Rank == rank && ReducedShape.Axes(mean.Node, rank) is [var axis] && axis == rank - 1;
    }

    private bool IsSquare(Value value, Value x) =>
        (graph.From(value, "Pow") is { } power && ValueMatch.AreSame(power.Input(0), x) && power.Input(1).IsNumber(2))
        || (graph.From(value, "Mul") is { } product && ValueMatch.AreSame(product.Input(0), x) && ValueMatch.AreSame(product.Input(1), x));
}
