using Ghn.Onnx.Ir;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Arithmetic;

/// <summary>Whether elements are no numbers: of a constant, or as the guard of a softmax.</summary>
internal sealed class IsNaNOperator() : UnaryConstantOperator("IsNaN", number => double.IsNaN(number) ? 1 : 0)
{
    /// <inheritdoc/>
    public override bool IsReadable => true;

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) => node.Input(0).Shape;
}
