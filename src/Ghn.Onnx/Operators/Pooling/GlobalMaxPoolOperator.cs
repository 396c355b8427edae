using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Pooling;

/// <summary>The maximum of each map; <see cref="MaxPoolOperator"/> writes it.</summary>
internal sealed class GlobalMaxPoolOperator() : Operator("GlobalMaxPool")
{
    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) => SlidingWindow.ShapeOfWholeMaps(node);

    /// <inheritdoc/>
    public override Operation Specialize(NodeOperation operation) =>
        new GlobalMaxPoolOperation(operation.Node, operation.Result, operation.Input(0));
}
