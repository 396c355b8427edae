using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Onnx.Operators.Normalization;
using Ghn.Onnx.Operators.Pooling;
using Ghn.Tensors;

namespace Ghn.Onnx.Passes;

/// <summary>
/// Local response normalisation as PyTorch writes it: <c>x / (k + α·mean(x²))^β</c>, where the mean is a pool along the channels, which
/// have become the depth of one map, with a border of zeros.
/// </summary>
/// <param name="graph">The graph.</param>
internal sealed class FuseLocalResponseNorm(OperationGraph graph)
{
    /// <summary>Fuses such normalisations in a graph.</summary>
    public static void Apply(OperationGraph graph)
    {
        var fusion = new FuseLocalResponseNorm(graph);
        foreach (NodeOperation quotient in graph.NodesOf("Div"))
        {
            if (quotient.Input(0) is View { Shape.Rank: 4 } maps && fusion.Layer(maps, quotient.Input(1)) is { } layer)
            {
                graph.Replace(new LocalResponseNormOperation(quotient.Node, quotient.Result, maps, layer));
            }
        }

        graph.RemoveUnused();
    }

    private LocalResponseNorm? Layer(View maps, Value divisor) =>
        graph.From(divisor, "Pow") is { } power && power.Input(1).Scalar() is { } beta
        && graph.From(power.Input(0), "Add") is { } sum && graph.Operand(sum, "Mul") is var (scaled, added) && added.Scalar() is { } k
        && scaled.Scaling() is var (means, alpha) && means.IsWhole
        && graph.Producer(means.Source) is DepthPoolOperation pool && Before(maps, pool.ViewAt(0), pool.Size) is { } before
            ? new LocalResponseNorm(pool.Size, alpha, beta, k) { Before = before }
            : null;

    /// <summary>How many channels before its own each mean takes in; null if it is of anything else than squares.</summary>
    private int? Before(View maps, View depth, int size)
    {
        if (graph.Producer(depth.Source) is not NodeOperation { Type: "Mul" } square || square.Shape != maps.Shape
            || !ValueMatch.AreSame(square.Input(0), maps) || !ValueMatch.AreSame(square.Input(1), maps))
        {
            return null;
        }

        Shape shape = [maps.Shape[0], 1, .. maps.Shape.Dimensions[1..]];
        int[] candidates = [size / 2, (size - 1) / 2];
        foreach (int before in candidates)
        {
            IndexMap padded = IndexMap.Padded(
                shape, [0, 0, before, 0, 0], [0, 0, size - 1 - before, 0, 0], (_, _) => IndexMap.Nothing);
            if (padded.Shape == depth.Shape && padded.PicksAs(depth.Map))
            {
                return before;
            }
        }

        return null;
    }
}
