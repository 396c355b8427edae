using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Arithmetic;

/// <summary>For each element, that of one operand or of another; of constants alone.</summary>
internal sealed class WhereOperator() : PassedOverOperator("Where", node => Sizes.Broadcast(node))
{
    /// <inheritdoc/>
    public override IReadOnlyList<Value>? Fold(OnnxNode node) =>
        ConstantArithmetic.Operands(node) is [var condition, var yes, var no] ? One(ConstantArithmetic.Choose(condition, yes, no)) : null;
}
