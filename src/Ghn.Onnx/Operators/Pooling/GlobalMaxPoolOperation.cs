using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Pooling;

/// <summary>The maximum of each map.</summary>
/// <param name="Node">The node in the file.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Argument">The maps.</param>
internal sealed record GlobalMaxPoolOperation(OnnxNode Node, OperationResult Result, Value Argument)
    : Operation(Node, Result, [Argument]), ILowerable
{
    /// <inheritdoc/>
    public SignalView Lower(NetworkAssembly network)
    {
        Signal maps = SlidingWindow.WholeMaps(network, this);
        return maps.Shape is [_, var height, var width]
            ? network.Whole(network.Append(this, new MaxPool2d((height, width), 1, 0, CeilingMode: false), maps), Shape)
            : throw Node.Unsupported($"it takes {maps.Shape}, not feature maps");
    }
}
