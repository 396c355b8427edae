using Ghn.Networks;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Resizing;

/// <summary>Maps in another size (Resize; Upsample below operator set 10).</summary>
/// <param name="name">ONNX's name.</param>
internal sealed class ResizeOperator(string name) : Operator(name)
{
    private static readonly Dictionary<InterpolationMode, string> Modes = new()
    {
        [InterpolationMode.Nearest] = "nearest",
        [InterpolationMode.Bilinear] = "linear",
        [InterpolationMode.Bicubic] = "cubic",
    };

    private static readonly Dictionary<CoordinateTransformation, string> Coordinates = new()
    {
        [CoordinateTransformation.HalfPixel] = "half_pixel",
        [CoordinateTransformation.PytorchHalfPixel] = "pytorch_half_pixel",
        [CoordinateTransformation.HalfPixelSymmetric] = "half_pixel_symmetric",
        [CoordinateTransformation.AlignCorners] = "align_corners",
        [CoordinateTransformation.Asymmetric] = "asymmetric",
    };

    private static readonly Dictionary<NearestRounding, string> Roundings = new()
    {
        [NearestRounding.Floor] = "floor",
        [NearestRounding.Ceiling] = "ceil",
        [NearestRounding.RoundPreferFloor] = "round_prefer_floor",
        [NearestRounding.RoundPreferCeiling] = "round_prefer_ceil",
    };

    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["mode", "coordinate_transformation_mode", "nearest_mode", "scales"];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes { get; } = new Dictionary<string, string>
    {
        ["height_scale"] = "not read yet: in operator set 1, Upsample has its scales in it",
        ["width_scale"] = "not read yet: in operator set 1, Upsample has its scales in it",
        ["antialias"] = "not read yet: it says that maps are smoothed before they shrink",
        ["axes"] = "not read yet: it says which dimensions the scales or sizes are of",
        ["keep_aspect_ratio_policy"] = "not read yet: it says that height and width scale alike",
        ["cubic_coeff_a"] = "it only concerns cubic interpolation, which is refused",
        ["exclude_outside"] = "it only concerns cubic interpolation, which is refused, and antialias",
        ["extrapolation_value"] = "it only concerns tf_crop_and_resize, which is refused",
    };

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters => Name == "Resize" ? [LayerExporter.Of<Interpolate>(Export)] : [];

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node)
    {
        Shape shape = node.Input(0).Shape;
        if (node.OptionalIntegers(3) is { Length: > 0 } sizes)
        {
            return Sizes.Shape(sizes);
        }

        double[] scales = node.Find("scales")?.Floats.Select(OnnxNode.Meant).ToArray()
            ?? node.OptionalInput(node.Version < 11 ? 1 : 2).Known()
            ?? throw node.Unsupported("its result has no known size");
        return scales.Length == shape.Rank
            ? Sizes.Shape(shape.Select((size, axis) => (long)Math.Floor(size * scales[axis])))
            : throw node.Invalid($"it has {scales.Length} scales for {shape.Rank} dimensions");
    }

    /// <inheritdoc/>
    public override SignalView Lower(NetworkAssembly network, NodeOperation operation)
    {
        Signal input = network.Realize(network[operation.ViewAt(0)]);
        bool isEarly = operation.Node.Version < 11;
        string places = operation.Node.Text("coordinate_transformation_mode", isEarly ? "asymmetric" : "half_pixel");
        string rounding = operation.Node.Text("nearest_mode", isEarly ? "floor" : "round_prefer_floor");
        bool isFromOne = input.Shape is [_, 1, 1];
        InterpolationMode mode = operation.Node.Text("mode", "nearest") switch
        {
            "nearest" when isFromOne || (places == "asymmetric" && rounding == "floor") => InterpolationMode.Nearest,
            "linear" when isFromOne || places is "half_pixel" or "pytorch_half_pixel" => InterpolationMode.Bilinear,
            string other => throw operation.Node.Unsupported($"it resizes in the mode {other} with {places} coordinates"),
        };
        return operation.Shape is [_, var channels, var height, var width] && channels == input.Shape[0]
            ? network.Whole(network.Append(operation, new Interpolate((height, width), mode), input), operation.Shape)
            : throw operation.Node.Unsupported($"it gives {input.Shape} the shape {operation.Shape}");
    }

    /// <summary>By the sizes, unless a scale counts: ONNX rounds the sizes of a scale down, as PyTorch does.</summary>
    /// <exception cref="NotSupportedException">The maps are resized in a way that ONNX has not before operator set 18.</exception>
    private static OnnxValue Export(LayerExport layer, Interpolate interpolation)
    {
        OnnxGraphBuilder graph = layer.Graph;
        Resampling resampling = interpolation.Resampling;
        (double Height, double Width) scales = ScalesOf(layer, resampling);
        bool isGiven = resampling.VerticalScale is not null || resampling.HorizontalScale is not null;
        bool isCubic = resampling.Mode == InterpolationMode.Bicubic;
        bool isLater = resampling.Antialiases || resampling.Coordinates == CoordinateTransformation.HalfPixelSymmetric;
        if (isLater || (isGiven && !Agree(layer, scales)))
        {
            throw new NotSupportedException(
                $"{PrintableText.OfName(layer.Node.Name)}: how it resizes has no counterpart in the operator set that is written.");
        }

        OnnxValue[] sizes = isGiven
            ? [graph.Nothing, graph.Numbers([4], [1, 1, (float)scales.Height, (float)scales.Width])]
            : [graph.Nothing, graph.Nothing, layer.Input.SampleCount().Concat(axis: 0, graph.Integers(layer.OutputShape))];
        return layer.Input.Apply(
            "Resize",
            sizes,
            OnnxAttributes.Text("mode", Modes[resampling.Mode]),
            OnnxAttributes.Text("coordinate_transformation_mode", Coordinates[resampling.Coordinates]),
            OnnxAttributes.Text("nearest_mode", Roundings[resampling.Rounding]),
            OnnxAttributes.Number("cubic_coeff_a", resampling.CubicCoefficient),
            OnnxAttributes.Integer("exclude_outside", isCubic && resampling.ExcludesOutside ? 1 : 0));
    }

    private static (double Height, double Width) ScalesOf(LayerExport layer, Resampling resampling) => (
        resampling.VerticalScale ?? ((double)layer.OutputArea.Height / layer.InputArea.Height),
        resampling.HorizontalScale ?? ((double)layer.OutputArea.Width / layer.InputArea.Width));

    private static bool Agree(LayerExport layer, (double Height, double Width) scales) =>
        (int)(layer.InputArea.Height * (float)scales.Height) == layer.OutputArea.Height
        && (int)(layer.InputArea.Width * (float)scales.Width) == layer.OutputArea.Width;
}
