using Ghn.Onnx.Ir;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Base;

/// <summary>An operator that no layer stands for, and of which only the shape is known.</summary>
/// <param name="name">ONNX's name.</param>
/// <param name="shape">The shape of the first output of a node; null if it is not known.</param>
internal class PassedOverOperator(string name, Func<OnnxNode, Shape?> shape) : Operator(name)
{
    /// <inheritdoc/>
    public override bool IsReadable => false;

    /// <inheritdoc/>
    public override Shape? ShapeIfPassedOver(OnnxNode node) => shape(node);
}
