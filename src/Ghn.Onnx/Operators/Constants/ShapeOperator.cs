using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Constants;

/// <summary>The sizes of a value, or of some of its dimensions.</summary>
internal sealed class ShapeOperator() : Operator("Shape")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["start", "end"];

    /// <inheritdoc/>
    public override bool IsReadable => false;

    /// <inheritdoc/>
    public override IReadOnlyList<Value>? Fold(OnnxNode node)
    {
        Shape shape = node.Input(0).Shape;
        int start = (int)Math.Clamp(FromFront(node.Integer("start", 0)), 0, shape.Rank);
        int end = (int)Math.Clamp(FromFront(node.Integer("end", shape.Rank)), start, shape.Rank);
        return One(Constant.Vector(shape.Dimensions[start..end].ToArray()));

        long FromFront(long place) => place < 0 ? place + shape.Rank : place;
    }
}
