using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Tensors;
using Ghn.Tensors.Kernels.Interpolation;

namespace Ghn.Onnx.Operators.Resizing;

/// <summary>Maps in another size.</summary>
/// <param name="Node">The node in the file.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Argument">The maps.</param>
/// <param name="Area">The dimensions that are height and width, or width alone.</param>
/// <param name="Resampling">How they are resized.</param>
internal sealed record ResizeOperation(OnnxNode Node, OperationResult Result, Value Argument, int[] Area, Resampling Resampling)
    : Operation(Node, Result, [Argument]), ILowerable
{
    /// <summary>The height and width of a value of a shape.</summary>
    public Size2d AreaOf(Shape shape) => (Area.Length == 2 ? shape[Area[0]] : 1, shape[Area[^1]]);

    /// <inheritdoc/>
    public SignalView Lower(NetworkAssembly network)
    {
        SignalView view = network[ViewAt(0)];
        Shape from = view.Shape;
        int[] order = [0, .. Enumerable.Range(1, from.Rank - 1).Except(Area), .. Area];
        Size2d area = AreaOf(from);
        SignalView maps = view.Select(IndexMap.Reorder(from, order));
        Signal signal = network.Realize(maps, [(int)(from.ElementCount / from[0] / area.Area), area.Height, area.Width]);
        Signal resized = network.Append(this, new Interpolate(AreaOf(Shape), Resampling), signal);
        SignalView result = network.Whole(resized, [.. order.Select(axis => Shape[axis])]);
        return result.Select(IndexMap.Reorder(result.Shape, IndexMap.Inverse(order)));
    }
}
