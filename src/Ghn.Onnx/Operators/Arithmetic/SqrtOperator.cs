using Ghn.Onnx.Ir;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Arithmetic;

/// <summary>A square root: of a constant, or as a part of a normalisation.</summary>
internal sealed class SqrtOperator() : UnaryConstantOperator("Sqrt", Math.Sqrt)
{
    /// <inheritdoc/>
    public override bool IsReadable => true;

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) => node.Input(0).Shape;
}
