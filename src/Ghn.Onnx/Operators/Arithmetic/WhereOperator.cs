using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Arithmetic;

/// <summary>For each element, that of one operand or of another; of constants, or as the guard of a softmax.</summary>
internal sealed class WhereOperator() : Operator("Where")
{
    /// <inheritdoc/>
    public override IReadOnlyList<Value>? Fold(OnnxNode node) =>
        ConstantArithmetic.Operands(node) is [var condition, var yes, var no] ? One(ConstantArithmetic.Choose(condition, yes, no)) : null;

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) => Sizes.Broadcast(node);

    /// <inheritdoc/>
    public override Shape? ShapeIfPassedOver(OnnxNode node) => Sizes.Broadcast(node);
}
