using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Pooling;

/// <summary>The mean of each map.</summary>
/// <param name="Node">The node in the file.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Argument">The maps.</param>
internal sealed record GlobalAveragePoolOperation(OnnxNode Node, OperationResult Result, Value Argument)
    : Operation(Node, Result, [Argument]), ILowerable
{
    /// <inheritdoc/>
    public SignalView Lower(NetworkAssembly network)
    {
        Signal maps = SlidingWindow.WholeMaps(network, this);
        return network.Whole(network.Append(this, new AdaptiveAvgPool2d(1), maps), Shape);
    }
}
