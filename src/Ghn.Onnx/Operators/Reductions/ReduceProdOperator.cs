using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Reductions;

/// <summary>A product of numbers that are known, such as sizes.</summary>
internal sealed class ReduceProdOperator() : PassedOverOperator("ReduceProd", ReducedShape.Of)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ReducedShape.Attributes;

    /// <inheritdoc/>
    public override IReadOnlyList<Value>? Fold(OnnxNode node)
    {
        if (node.Input(0) is not Constant { Shape.Rank: <= 1 } value)
        {
            return null;
        }

        if (ReducedShape.IsOverNothing(node))
        {
            return One(value);
        }

        Shape shape = ReducedShape.KeepsDimensions(node) && value.Shape.Rank == 1 ? [1] : [];
        return One(new Constant(shape, [value.Numbers.Aggregate(1.0, (product, number) => product * number)], value.IsInteger));
    }
}
