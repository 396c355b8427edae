using Ghn.Networks;
using Ghn.Tensors;

namespace Ghn.Onnx;

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
        OnnxValue shape = layer.Input.SampleCount().Concat(axis: 0, layer.Graph.Integers(1, 1));
        return layer.Weight("").Apply("Expand", [shape]).Concat(axis: 1, layer.Input);
    }

    /// <summary>Places that are zero take an element that is appended for them.</summary>
    public static OnnxValue Rearrange(LayerExport layer, Rearrangement rearrangement)
    {
        OnnxGraphBuilder graph = layer.Graph;
        int zero = (int)rearrangement.From.ElementCount;
        OnnxValue elements = layer.Input.Reshape(0, zero).Apply("Pad", [graph.Integers(0, 0, 0, 1)]);
        OnnxValue places = graph.Integers(rearrangement.Sources.Select(place => place < 0 ? zero : place));
        return elements.Apply("Gather", [places], OnnxAttributes.Integer("axis", 1)).Reshape([0, .. rearrangement.To]);
    }

    public static OnnxValue Interpolate(LayerExport layer, Interpolate interpolation)
    {
        OnnxGraphBuilder graph = layer.Graph;
        OnnxValue sizes = layer.Input.SampleCount().Concat(axis: 0, graph.Integers(layer.OutputShape));
        bool isNearest = interpolation.Mode == InterpolationMode.Nearest;
        return layer.Input.Apply(
            "Resize",
            [graph.Nothing, graph.Nothing, sizes],
            OnnxAttributes.Text("mode", isNearest ? "nearest" : "linear"),
            OnnxAttributes.Text("coordinate_transformation_mode", isNearest ? "asymmetric" : "half_pixel"),
            OnnxAttributes.Text("nearest_mode", "floor"));
    }

    private static (int Channels, int Height, int Width) Maps(Shape shape) => (shape[0], shape[1], shape[2]);
}
