using Ghn.Tensors;

namespace Ghn.Onnx;

/// <summary>Operations that change the order of dimensions.</summary>
internal static class Rearranging
{
    /// <summary>The dimensions in another order; the reverse unless it is given.</summary>
    public static Value Transpose(OnnxNode node)
    {
        int rank = node.Input(0).Shape.Rank;
        int[] order = node.Integers("perm") is { } given
            ? [.. given.Select(axis => node.Axis(axis, rank))]
            : [.. Enumerable.Range(0, rank).Reverse()];
        return order.Distinct().Count() == rank && order.Length == rank
            ? Transpose(node.Input(0), order)
            : throw node.Invalid($"its order {string.Join(", ", order)} does not fit {rank} dimensions");
    }

    /// <summary>Channels dealt out to squares of positions.</summary>
    public static Value DepthToSpace(OnnxNode node)
    {
        (Value input, int side, int samples, int channels, int height, int width) = Maps(node);
        if ((long)side * side > channels)
        {
            throw node.Invalid($"it deals {channels} channels out to squares of {side}×{side}");
        }

        int rest = channels / (side * side);
        return node.Text("mode", "DCR") == "DCR"
            ? Transpose(input.Reshape([samples, side, side, rest, height, width]), [0, 3, 4, 1, 5, 2])
                .Reshape([samples, rest, height * side, width * side])
            : Transpose(input.Reshape([samples, rest, side, side, height, width]), [0, 1, 4, 2, 5, 3])
                .Reshape([samples, rest, height * side, width * side]);
    }

    /// <summary>Squares of positions gathered as channels.</summary>
    public static Value SpaceToDepth(OnnxNode node)
    {
        (Value input, int side, int samples, int channels, int height, int width) = Maps(node);
        return Transpose(input.Reshape([samples, channels, height / side, side, width / side, side]), [0, 3, 5, 1, 2, 4])
            .Reshape([samples, channels * side * side, height / side, width / side]);
    }

    /// <summary>The selection that puts the dimensions of a shape in another order.</summary>
    public static Selection Reorder(Shape shape, int[] order)
    {
        if (order is [1, 0])
        {
            return Selection.Transposed(shape[0], shape[1]);
        }

        int[] strides = Selection.Strides(shape);
        int[][] offsets =
        [
            .. order.Select(axis => Enumerable.Range(0, shape[axis]).Select(index => index * strides[axis]).ToArray()),
        ];
        return Selection.Of(offsets, shape.ElementCount);
    }

    private static Value Transpose(Value input, int[] order) => input.Select(Reorder(input.Shape, order));

    private static (Value Input, int Side, int Samples, int Channels, int Height, int Width) Maps(OnnxNode node)
    {
        Value input = node.Input(0);
        int side = node.Int32("blocksize", 0);
        return input.Shape is [var samples, var channels, var height, var width] && side > 0
            ? (input, side, samples, channels, height, width)
            : throw node.Invalid($"it does not fit an input of the shape {input.Shape}");
    }
}
