using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Pooling;

/// <summary>The maximum of each map; <see cref="MaxPoolOperator"/> writes it.</summary>
internal sealed class GlobalMaxPoolOperator() : Operator("GlobalMaxPool")
{
    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) => SlidingWindow.ShapeOfWholeMaps(node);

    /// <inheritdoc/>
    public override SignalView Lower(NetworkAssembly network, NodeOperation operation)
    {
        Signal maps = SlidingWindow.WholeMaps(network, operation);
        return maps.Shape is [_, var height, var width]
            ? network.Whole(
                network.Append(operation, new MaxPool2d((height, width), 1, 0, CeilingMode: false), maps), operation.Shape)
            : throw operation.Node.Unsupported($"it takes {maps.Shape}, not feature maps");
    }
}
