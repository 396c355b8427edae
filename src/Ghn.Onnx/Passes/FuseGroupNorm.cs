using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Onnx.Operators.Normalization;
using Ghn.Tensors;

namespace Ghn.Onnx.Passes;

/// <summary>
/// Group normalisation as PyTorch writes it: an instance normalisation of whole groups, with ones for scales and zeros for shifts, then a
/// product and a sum with the channels' own.
/// </summary>
internal static class FuseGroupNorm
{
    /// <summary>Fuses scales and shifts into the group normalisations of a graph.</summary>
    public static void Apply(OperationGraph graph)
    {
        foreach (NodeOperation sum in graph.NodesOf("Add"))
        {
            Fuse(graph, sum);
        }

        graph.RemoveUnused();
    }

    /// <summary>A scale and a shift for each channel after a normalisation that has none.</summary>
    private static void Fuse(OperationGraph graph, NodeOperation sum)
    {
        if (graph.Operand(sum, "Mul") is not var (product, shift) || Normalized(graph, product) is not var (found, scale)
            || sum.Shape.Rank < 2)
        {
            return;
        }

        View input = found.ViewAt(0);
        bool fits = sum.Shape[0] == input.Shape[0] && sum.Shape.ElementCount == input.Shape.ElementCount
            && sum.Shape[1] % found.Groups == 0;
        bool isFixed = scale.IsFixed(1) && shift.IsFixed(0);
        if (fits && (isFixed || (IsPerChannel(scale, sum.Shape) && IsPerChannel(shift, sum.Shape))))
        {
            Value maps = input.Reshape(sum.Shape);
            graph.Replace(new GroupNormOperation(
                sum.Node, sum.Result, isFixed ? [maps] : [maps, scale, shift], found.Groups, found.Epsilon));
        }
    }

    /// <summary>A normalisation without scale and shift, perhaps seen under another shape, and what a product multiplies it by.</summary>
    private static (GroupNormOperation Found, Value Scale)? Normalized(OperationGraph graph, NodeOperation product)
    {
        Value? scale = product.Other(value => Find(graph, value) is not null);
        return scale is null ? null : ((Find(graph, product.Input(0)) ?? Find(graph, product.Input(1)))!, scale);
    }

    private static GroupNormOperation? Find(OperationGraph graph, Value value) =>
        value is View { IsWhole: true } view && graph.Producer(view.Source) is GroupNormOperation { Inputs.Count: 1 } found ? found : null;

    /// <summary>Whether a learnt tensor has one element for each channel of maps [samples, channels, …].</summary>
    private static bool IsPerChannel(Value value, Shape maps) =>
        value is View { Source: ParameterSource } && value.Shape.ElementCount == maps[1] && value.Shape.Rank >= maps.Rank - 1
            && value.Shape[^(maps.Rank - 1)] == maps[1];
}
