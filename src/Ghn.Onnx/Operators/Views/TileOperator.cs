using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Views;

/// <summary>The whole input several times along each dimension.</summary>
internal sealed class TileOperator() : Operator("Tile")
{
    /// <inheritdoc/>
    public override IReadOnlyList<Value>? Fold(OnnxNode node)
    {
        Value input = node.Input(0);
        long[] repeats = node.Integers(1);
        if (repeats.Length != input.Shape.Rank)
        {
            throw node.Invalid($"it repeats {repeats.Length} dimensions of {input.Shape.Rank}");
        }

        Shape shape = Sizes.Shape(repeats.Select((count, axis) => Sizes.Product(count, input.Shape[axis])));
        return One(Taken.From(
            input, [.. shape.Select((size, axis) => Enumerable.Range(0, size).Select(i => i % input.Shape[axis]).ToArray())]));
    }
}
