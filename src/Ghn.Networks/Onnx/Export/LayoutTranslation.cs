using Ghn.Tensors;

namespace Ghn.Networks.Onnx;

/// <summary>What moves, picks or prepends values, in ONNX.</summary>
internal static class LayoutTranslation
{
    public static OnnxValue Shuffle(LayerExport layer, ChannelShuffle shuffle)
    {
        (int channels, int height, int width) = Maps(layer.InputShape);
        return layer.Input
            .Reshape(0, shuffle.Groups, channels / shuffle.Groups, height, width)
            .Transpose(0, 2, 1, 3, 4)
            .Reshape(0, channels, height, width);
    }

    public static OnnxValue Subsample(LayerExport layer, Subsample subsample)
    {
        (_, int height, int width) = Maps(layer.InputShape);
        return layer.Input
            .Slice(axis: 2, subsample.Offset, height, subsample.Step)
            .Slice(axis: 3, subsample.Offset, width, subsample.Step);
    }

    public static OnnxValue ToTokens(LayerExport layer)
    {
        (int channels, int height, int width) = Maps(layer.InputShape);
        return layer.Input.Reshape(0, channels, height * width).Transpose(0, 2, 1);
    }

    public static OnnxValue ToMaps(LayerExport layer) => layer.Input.Transpose(0, 2, 1).Reshape([0, .. layer.OutputShape]);

    /// <summary>The token, once for each sample, before the others.</summary>
    public static OnnxValue PrependToken(LayerExport layer)
    {
        OnnxGraphBuilder graph = layer.Graph;
        OnnxValue samples = layer.Input.Apply("Shape").Apply("Gather", [graph.Integers(0)], OnnxAttributes.Integer("axis", 0));
        OnnxValue shape = samples.Concat(axis: 0, graph.Integers(1, 1));
        return layer.Weight("").Apply("Expand", [shape]).Concat(axis: 1, layer.Input);
    }

    private static (int Channels, int Height, int Width) Maps(Shape shape) => (shape[0], shape[1], shape[2]);
}
