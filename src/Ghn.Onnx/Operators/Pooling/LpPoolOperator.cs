using Ghn.Onnx.Ir;
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

    /// <inheritdoc/>
    public override Operation Specialize(NodeOperation operation) => new LpPoolOperation(
        operation.Node, operation.Result, operation.Input(0), SlidingWindow.Of(operation.Node), LpNorm.Of(operation.Node));
}
