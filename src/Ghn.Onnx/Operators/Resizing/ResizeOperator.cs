using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;
using Ghn.Tensors.Kernels.Interpolation;

namespace Ghn.Onnx.Operators.Resizing;

/// <summary>Maps in another size (Resize; Upsample below operator set 10).</summary>
/// <param name="name">ONNX's name.</param>
internal sealed class ResizeOperator(string name) : Operator(name)
{
    private bool IsUpsample => Name == "Upsample";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => IsUpsample
        ? ["mode", "scales", "height_scale", "width_scale"]
        : [
            "mode", "coordinate_transformation_mode", "nearest_mode", "axes", "antialias", "keep_aspect_ratio_policy", "cubic_coeff_a",
            "exclude_outside",
        ];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes => IsUpsample ? new Dictionary<string, string>() :
        new Dictionary<string, string>
        {
            ["extrapolation_value"] = "it only concerns tf_crop_and_resize, which is refused",
        };

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters => IsUpsample ? [] : [LayerExporter.Of<Interpolate>(ResizeExport.Of)];

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) => TargetSize.Of(node).Shape;

    /// <summary>The two dimensions that are resized are height and width, wherever they are.</summary>
    public override Operation Specialize(NodeOperation operation)
    {
        OnnxNode node = operation.Node;
        var target = TargetSize.Of(node);
        Shape from = operation.Input(0).Shape;
        int[] resized = [.. Enumerable.Range(0, from.Rank).Where(axis => target.Shape[axis] != from[axis] || target.Scales[axis] != 1)];
        if (resized.Contains(0) || resized.Length > 2)
        {
            throw node.Unsupported($"it gives {from} the shape {target.Shape}");
        }

        int[] others = [.. Enumerable.Range(1, from.Rank - 1).Except(resized)];
        int[] area = [.. others.TakeLast(Math.Min(others.Length, 2 - resized.Length)).Concat(resized).Order()];
        var resize = new ResizeOperation(node, operation.Result, operation.Input(0), area, Resampling.Nearest);
        (double, double) scales = (area.Length == 2 ? target.Scales[area[0]] : 1, target.Scales[area[^1]]);
        return resize with { Resampling = FileResampling.Of(node, resize.AreaOf(from), resize.AreaOf(target.Shape), scales) };
    }
}
