using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Constants;

/// <summary>The number of elements of a value.</summary>
internal sealed class SizeOperator() : Operator("Size")
{
    /// <inheritdoc/>
    public override bool IsReadable => false;

    /// <inheritdoc/>
    public override IReadOnlyList<Value>? Fold(OnnxNode node) =>
        One(new Constant([], [node.Input(0).Shape.ElementCount], IsInteger: true));
}
