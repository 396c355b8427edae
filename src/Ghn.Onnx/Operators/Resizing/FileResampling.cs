using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Tensors.Files;
using Ghn.Tensors.Kernels.Interpolation;

namespace Ghn.Onnx.Operators.Resizing;

/// <summary>How a node resizes.</summary>
internal static class FileResampling
{
    /// <summary>How a node resizes maps.</summary>
    /// <param name="node">The node.</param>
    /// <param name="from">The size of the maps.</param>
    /// <param name="to">The size that it gives them.</param>
    /// <param name="scales">How many rows and columns of the result stand for one, before their numbers were rounded.</param>
    /// <exception cref="InvalidFileException">No layer resizes so.</exception>
    public static Resampling Of(OnnxNode node, Size2d from, Size2d to, (double Height, double Width) scales)
    {
        if (from == 1)
        {
            return Resampling.Nearest;
        }

        InterpolationMode mode = node.Text("mode", "nearest") switch
        {
            "nearest" => InterpolationMode.Nearest,
            "linear" or "bilinear" => InterpolationMode.Bilinear,
            "cubic" => InterpolationMode.Bicubic,
            string other => throw node.Unsupported($"it resizes in the mode {other}"),
        };
        bool isCubic = mode == InterpolationMode.Bicubic;
        bool antialiases = mode != InterpolationMode.Nearest && node.Integer("antialias", 0) == 1;
        var resampling = new Resampling(mode)
        {
            Coordinates = Coordinates(node, to),
            Rounding = mode == InterpolationMode.Nearest ? Rounding(node, scales) : default,
            CubicCoefficient = isCubic ? node.Number("cubic_coeff_a", -0.75) : -0.75,
            Antialiases = antialiases,
            ExcludesOutside = (isCubic || antialiases) && node.Integer("exclude_outside", 0) == 1,
            VerticalScale = Scale(from.Height, to.Height, scales.Height),
            HorizontalScale = Scale(from.Width, to.Width, scales.Width),
        };
        return resampling;
    }

    private static CoordinateTransformation Coordinates(OnnxNode node, Size2d to) =>
        node.Text("coordinate_transformation_mode", node.Version < 11 ? "asymmetric" : "half_pixel") switch
        {
            "half_pixel" => CoordinateTransformation.HalfPixel,
            "pytorch_half_pixel" when to is { Height: > 1, Width: > 1 } => CoordinateTransformation.HalfPixel,
            "pytorch_half_pixel" => CoordinateTransformation.PytorchHalfPixel,
            "half_pixel_symmetric" => CoordinateTransformation.HalfPixelSymmetric,
            "align_corners" => CoordinateTransformation.AlignCorners,
            "asymmetric" => CoordinateTransformation.Asymmetric,
            string other => throw node.Unsupported($"it resizes with {other} coordinates"),
        };

    /// <summary>Before operator set 11, the next pixel was taken where maps shrank, the one before where they grew.</summary>
    private static NearestRounding Rounding(OnnxNode node, (double Height, double Width) scales)
    {
        if (node.Version < 11)
        {
            (bool shrinksRows, bool shrinksColumns) = (scales.Height < 1, scales.Width < 1);
            return shrinksRows == shrinksColumns || scales.Height == 1 || scales.Width == 1
                ? (shrinksRows || shrinksColumns ? NearestRounding.Ceiling : NearestRounding.Floor)
                : throw node.Unsupported("it stretches maps along one dimension, and shrinks them along the other");
        }

        return node.Text("nearest_mode", "round_prefer_floor") switch
        {
            "floor" => NearestRounding.Floor,
            "ceil" => NearestRounding.Ceiling,
            "round_prefer_floor" => NearestRounding.RoundPreferFloor,
            "round_prefer_ceil" => NearestRounding.RoundPreferCeiling,
            string other => throw node.Unsupported($"it rounds places in the way {other}"),
        };
    }

    /// <summary>The scale, where it is not what the sizes say.</summary>
    private static double? Scale(int from, int to, double scale) => (float)scale == (float)to / from ? null : scale;
}
