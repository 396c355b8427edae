using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Pooling;

/// <summary>A norm of each map.</summary>
internal sealed class GlobalLpPoolOperator() : Operator("GlobalLpPool")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["p"];

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) => SlidingWindow.ShapeOfWholeMaps(node);

    /// <inheritdoc/>
    public override Operation Specialize(NodeOperation operation) =>
        new GlobalLpPoolOperation(operation.Node, operation.Result, operation.Input(0), LpNorm.Of(operation.Node));
}
