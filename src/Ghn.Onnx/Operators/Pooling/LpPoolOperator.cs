using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Pooling;

/// <summary>A norm over a sliding window: the root of a mean of powers, times the size of the window.</summary>
internal sealed class LpPoolOperator() : Operator("LpPool")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => [.. SlidingWindow.Attributes, "kernel_shape", "ceil_mode", "p"];

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) => SlidingWindow.PooledShape(node);

    /// <summary>Windows that are not complete take part: zeros complete them.</summary>
    public override SignalView Lower(NetworkAssembly network, NodeOperation operation)
    {
        SlidingWindow window = SlidingWindow.Of(operation.Node).Completed(operation.ViewAt(0).Shape, operation.Shape);
        PaddedMaps maps = window.HasBorder
            ? PaddedMaps.WithZeros(network, operation, window)
            : PaddedMaps.OfOwnBorder(network, operation, window);
        var norm = LpNorm.Of(operation.Node);
        var mean = new AvgPool2d(window.Kernel, window.Stride, 0, CeilingMode: false, CountIncludesPadding: true)
        {
            Dilation = window.Dilation,
        };
        Signal means = network.Append(operation, mean, norm.Powers(network, operation, maps.Signal));
        Signal sums = network.Append(operation, new FrozenAffine([window.Kernel.Area], [0]), means);
        return network.Whole(norm.Root(network, operation, sums), operation.Shape);
    }
}
