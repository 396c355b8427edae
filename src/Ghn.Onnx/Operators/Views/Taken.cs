using Ghn.Onnx.Ir;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Views;

/// <summary>Some indices of each dimension of a value.</summary>
internal static class Taken
{
    /// <summary>All indices of each dimension.</summary>
    public static int[][] AllIndices(Shape shape) => [.. shape.Select(size => Enumerable.Range(0, size).ToArray())];

    /// <summary>The elements at the indices.</summary>
    public static Value From(Value input, int[][] indices)
    {
        int[] strides = IndexMap.Strides(input.Shape);
        int[][] offsets = [.. indices.Select((list, axis) => list.Select(index => index * strides[axis]).ToArray())];
        return input.Select(IndexMap.Of(offsets, input.Shape.ElementCount));
    }
}
