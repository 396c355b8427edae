using Ghn.Tensors;

namespace Ghn.Onnx;

/// <summary>Operations that repeat their input.</summary>
internal static class Repeating
{
    /// <summary>Dimensions of 1 stretched to a given shape.</summary>
    public static Value Expand(OnnxNode node)
    {
        Value input = node.Input(0);
        Shape asked = Sizes.Shape(node.Integers(1));
        return input.Select(Sizes.Stretch(input.Shape, Sizes.Broadcast(input.Shape, asked)));
    }

    /// <summary>The whole input several times along each dimension.</summary>
    public static Value Tile(OnnxNode node)
    {
        Value input = node.Input(0);
        long[] repeats = node.Integers(1);
        if (repeats.Length != input.Shape.Rank)
        {
            throw node.Invalid($"it repeats {repeats.Length} dimensions of {input.Shape.Rank}");
        }

        Shape shape = Sizes.Shape(repeats.Select((count, axis) => Sizes.Product(count, input.Shape[axis])));
        int[] strides = Selection.Strides(input.Shape);
        int[][] offsets =
        [
            .. shape.Select((size, axis) => Enumerable.Range(0, size).Select(i => i % input.Shape[axis] * strides[axis]).ToArray()),
        ];
        return input.Select(Selection.Of(offsets, input.Shape.ElementCount));
    }
}
