using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Tensors.Kernels.Interpolation;

namespace Ghn.Onnx.Operators.Resizing;

/// <summary>How resized maps are written.</summary>
internal static class ResizeExport
{
    /// <summary>
    /// A Resize; or, where its way came later than the operator set of files, or its sizes are not what ONNX makes of its scales, a product
    /// with what each pixel is made of.
    /// </summary>
    public static OnnxValue Of(LayerExport layer, Interpolate interpolation)
    {
        Resampling how = interpolation.Resampling;
        bool isLater = how.Antialiases || how.Coordinates == CoordinateTransformation.HalfPixelSymmetric;
        bool hasScales = how.VerticalScale is not null || how.HorizontalScale is not null;
        if (isLater || (hasScales && !Agree(layer, Scales(layer, how))))
        {
            return Product(layer, how);
        }

        OnnxGraphBuilder graph = layer.Graph;
        OnnxValue[] target = hasScales
            ? [graph.Nothing, graph.Numbers([4], [1, 1, .. Scales(layer, how)])]
            : [graph.Nothing, graph.Nothing, layer.Input.SampleCount().Concat(axis: 0, graph.Integers(layer.OutputShape))];
        return layer.Input.Apply(
            "Resize",
            target,
            OnnxAttributes.Text("mode", Mode(how.Mode)),
            OnnxAttributes.Text("coordinate_transformation_mode", Coordinates(how.Coordinates)),
            OnnxAttributes.Text("nearest_mode", Rounding(how.Rounding)),
            OnnxAttributes.Number("cubic_coeff_a", how.CubicCoefficient),
            OnnxAttributes.Integer("exclude_outside", how.ExcludesOutside && how.Mode == InterpolationMode.Bicubic ? 1 : 0));
    }

    private static float[] Scales(LayerExport layer, Resampling how) =>
    [
        (float)(how.VerticalScale ?? Between(layer.InputArea.Height, layer.OutputArea.Height)),
        (float)(how.HorizontalScale ?? Between(layer.InputArea.Width, layer.OutputArea.Width)),
    ];

    /// <summary>Whether ONNX, which rounds down, gives maps of the right size by the scales.</summary>
    private static bool Agree(LayerExport layer, float[] scales) =>
        (int)MathF.Floor(scales[0] * layer.InputArea.Height) == layer.OutputArea.Height
        && (int)MathF.Floor(scales[1] * layer.InputArea.Width) == layer.OutputArea.Width;

    /// <summary>The scale between two sizes, so that the one times it is not rounded down below the other.</summary>
    private static float Between(int from, int to)
    {
        float scale = (float)to / from;
        return MathF.Floor(scale * from) < to ? MathF.BitIncrement(scale) : scale;
    }

    private static OnnxValue Product(LayerExport layer, Resampling how)
    {
        OnnxValue rows = Mixtures(layer, how, layer.InputArea.Height, layer.OutputArea.Height, how.VerticalScale);
        OnnxValue columns = Mixtures(layer, how, layer.InputArea.Width, layer.OutputArea.Width, how.HorizontalScale);
        return rows.MatrixProduct(layer.Input).MatrixProduct(columns.Transpose(1, 0));
    }

    /// <summary>[target, size]: in each row, what a place of the result is made of.</summary>
    private static OnnxValue Mixtures(LayerExport layer, Resampling how, int size, int target, double? scale)
    {
        var axis = ResamplingAxis.Of(how, size, target, scale);
        float[] shares = new float[target * size];
        for (int place = 0; place < target; place++)
        {
            axis.Weights.AsSpan(place * axis.Taps, axis.Taps).CopyTo(shares.AsSpan((place * size) + axis.Starts[place]));
        }

        return layer.Graph.Numbers([target, size], shares);
    }

    private static string Mode(InterpolationMode mode) => mode switch
    {
        InterpolationMode.Nearest => "nearest",
        InterpolationMode.Bilinear => "linear",
        _ => "cubic",
    };

    private static string Coordinates(CoordinateTransformation coordinates) => coordinates switch
    {
        CoordinateTransformation.PytorchHalfPixel => "pytorch_half_pixel",
        CoordinateTransformation.AlignCorners => "align_corners",
        CoordinateTransformation.Asymmetric => "asymmetric",
        _ => "half_pixel",
    };

    private static string Rounding(NearestRounding rounding) => rounding switch
    {
        NearestRounding.Ceiling => "ceil",
        NearestRounding.RoundPreferFloor => "round_prefer_floor",
        NearestRounding.RoundPreferCeiling => "round_prefer_ceil",
        _ => "floor",
    };
}
