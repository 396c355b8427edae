using Ghn.Networks.Layers;
using Ghn.Networks.Layers.Attention;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Views;

/// <summary>The dimensions in another order; the reverse unless it is given.</summary>
internal sealed class TransposeOperator() : Operator("Transpose")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["perm"];

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters =>
    [
        LayerExporter.Of<Permute>((layer, permute) =>
            permute.To == ImageLayout.ChannelsLast ? layer.Input.Transpose(0, 2, 3, 1) : layer.Input.Transpose(0, 3, 1, 2)),
        LayerExporter.Of<ToTokens>((layer, _) => ToTokens(layer)),
        LayerExporter.Of<ToMaps>((layer, _) => layer.Input.Transpose(0, 2, 1).Reshape([0, .. layer.OutputShape])),
        LayerExporter.Of<ChannelShuffle>(Shuffle),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Value>? Fold(OnnxNode node)
    {
        Value input = node.Input(0);
        int rank = input.Shape.Rank;
        int[] order = node.Integers("perm") is { } given
            ? [.. given.Select(axis => node.Axis(axis, rank))]
            : [.. Enumerable.Range(0, rank).Reverse()];
        return order.Distinct().Count() == rank && order.Length == rank
            ? One(input.Select(IndexMap.Reorder(input.Shape, order)))
            : throw node.Invalid($"its order {string.Join(", ", order)} does not fit {rank} dimensions");
    }

    private static OnnxValue ToTokens(LayerExport layer)
    {
        Shape maps = layer.InputShape;
        return layer.Input.Reshape(0, maps[0], maps[1] * maps[2]).Transpose(0, 2, 1);
    }

    private static OnnxValue Shuffle(LayerExport layer, ChannelShuffle shuffle)
    {
        (int channels, int height, int width) = (layer.InputShape[0], layer.InputShape[1], layer.InputShape[2]);
        return layer.Input
            .Reshape(0, shuffle.Groups, channels / shuffle.Groups, height, width)
            .Transpose(0, 2, 1, 3, 4)
            .Reshape(0, channels, height, width);
    }
}
