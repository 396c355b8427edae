using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
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

    /// <summary>The two dimensions that are resized become height and width, wherever they are.</summary>
    public override SignalView Lower(NetworkAssembly network, NodeOperation operation)
    {
        var target = TargetSize.Of(operation.Node);
        SignalView view = network[operation.ViewAt(0)];
        Shape from = view.Shape;
        int[] resized = [.. Enumerable.Range(0, from.Rank).Where(axis => target.Shape[axis] != from[axis] || target.Scales[axis] != 1)];
        if (resized.Contains(0) || resized.Length > 2)
        {
            throw operation.Node.Unsupported($"it gives {from} the shape {target.Shape}");
        }

        int[] others = [.. Enumerable.Range(1, from.Rank - 1).Except(resized)];
        int[] area = [.. others.TakeLast(Math.Min(others.Length, 2 - resized.Length)).Concat(resized).Order()];
        int[] order = [0, .. others.Except(area), .. area];
        SignalView maps = view.Select(IndexMap.Reorder(from, order));
        (int height, int width) = area.Length == 2 ? (area[0], area[1]) : (-1, area[0]);
        int rows = height < 0 ? 1 : from[height];
        Signal signal = network.Realize(maps, [(int)(from.ElementCount / from[0] / rows / from[width]), rows, from[width]]);
        Size2d size = (height < 0 ? 1 : target.Shape[height], target.Shape[width]);
        Resampling resampling = FileResampling.Of(
            operation.Node, (rows, from[width]), size, (height < 0 ? 1 : target.Scales[height], target.Scales[width]));
        SignalView result = network.Whole(
            network.Append(operation, new Interpolate(size, resampling), signal), [.. order.Select(axis => target.Shape[axis])]);
        return result.Select(IndexMap.Reorder(result.Shape, IndexMap.Inverse(order)));
    }
}
