using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Pooling;

/// <summary>A norm over a sliding window.</summary>
/// <param name="Node">The node in the file.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Argument">The maps.</param>
/// <param name="Window">The window with its border of zeros.</param>
/// <param name="Norm">The norm.</param>
internal sealed record LpPoolOperation(OnnxNode Node, OperationResult Result, Value Argument, SlidingWindow Window, LpNorm Norm)
    : Operation(Node, Result, [Argument]), ILowerable
{
    /// <summary>Windows that are not complete take part: zeros complete them.</summary>
    public SignalView Lower(NetworkAssembly network)
    {
        SlidingWindow window = Window.Completed(Argument.Shape, Shape);
        PaddedMaps maps = window.HasBorder
            ? PaddedMaps.WithZeros(network, this, window)
            : PaddedMaps.OfOwnBorder(network, this, window);
        var mean = new AvgPool2d(window.Kernel, window.Stride, 0, CeilingMode: false, CountIncludesPadding: true)
        {
            Dilation = window.Dilation,
        };
        Signal means = network.Append(this, mean, Norm.Powers(network, this, maps.Signal));
        Signal sums = network.Append(this, new FrozenAffine([window.Kernel.Area], [0]), means);
        return network.Whole(Norm.Root(network, this, sums), Shape);
    }
}
