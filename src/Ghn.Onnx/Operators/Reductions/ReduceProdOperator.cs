using Ghn.Onnx.Ir;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Reductions;

/// <summary>A product of numbers that are known, such as sizes.</summary>
internal sealed class ReduceProdOperator() : PassedOverReduction("ReduceProd")
{
    /// <inheritdoc/>
    public override IReadOnlyList<Value>? Fold(OnnxNode node)
    {
        if (node.Input(0) is not Constant { Shape.Rank: <= 1 } value)
        {
            return null;
        }

        Shape shape = node.Integer("keepdims", 1) == 1 && value.Shape.Rank == 1 ? [1] : [];
        return One(new Constant(shape, [value.Numbers.Aggregate(1.0, (product, number) => product * number)], value.IsInteger));
    }
}
