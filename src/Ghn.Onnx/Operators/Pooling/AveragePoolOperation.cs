using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Pooling;

/// <summary>The mean over a sliding window.</summary>
/// <param name="Node">The node in the file.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Argument">The maps.</param>
/// <param name="Window">The window with its border of zeros.</param>
/// <param name="CountsBorder">Whether the border takes part in the means.</param>
internal sealed record AveragePoolOperation(OnnxNode Node, OperationResult Result, Value Argument, SlidingWindow Window, bool CountsBorder)
    : Operation(Node, Result, [Argument]), ILowerable
{
    /// <inheritdoc/>
    public SignalView Lower(NetworkAssembly network)
    {
        SignalView input = network[ViewAt(0)];
        if (Window.Kernel == 1 && Window.Stride == 1 && !Window.HasBorder)
        {
            // What PyTorch makes of an adaptive pool of maps that have its output's size already.
            var adaptive = new AdaptiveAvgPool2d((Shape[2], Shape[3]));
            return network.Whole(network.Append(this, adaptive, network.Realize(input)), Shape);
        }

        // PyTorch pads first where it counts zeros, because ONNX's pool counted none until operator set 7.
        bool countsBorder = CountsBorder || !Window.HasBorder;
        PaddedMaps maps = countsBorder
            ? PaddedMaps.Of(network, this, Window)
            : PaddedMaps.OfOwnBorder(network, this, Window);
        if (countsBorder && !maps.IsSymmetric)
        {
            maps = PaddedMaps.WithZeros(network, this, Window);
        }

        var layer = new AvgPool2d(Window.Kernel, Window.Stride, maps.Padding, Window.CeilingMode, countsBorder)
        {
            EndPadding = maps.EndPadding,
            Dilation = Window.Dilation,
        };
        return network.Whole(network.Append(this, layer, maps.Signal), Shape);
    }
}
