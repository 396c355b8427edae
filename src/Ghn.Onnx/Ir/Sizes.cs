using Ghn.Tensors;
using Ghn.Tensors.Files;

namespace Ghn.Onnx.Ir;

/// <summary>Sizes that a file asks for, within reason: the largest feature maps of vision models have a few million elements.</summary>
internal static class Sizes
{
    private const long MaxElements = 1L << 26;

    /// <summary>A shape of which an element-by-element description fits in memory.</summary>
    /// <exception cref="ImportException">A dimension is negative, or there are too many elements.</exception>
    public static Shape Shape(IEnumerable<long> dimensions)
    {
        long[] sizes = [.. dimensions];
        long elements = 1;
        foreach (long size in sizes)
        {
            if (size < 0 || (size > 0 && elements > MaxElements / size))
            {
                throw new ImportException($"a tensor of {string.Join('×', sizes)} is too large, or no tensor");
            }

            elements *= size;
        }

        return [.. sizes.Select(size => (int)size)];
    }

    /// <summary>The shape that two shapes stretch to: a dimension of 1, or one that is lacking in front, takes the other's size.</summary>
    /// <exception cref="ImportException">The shapes do not fit.</exception>
    public static Shape Broadcast(Shape left, Shape right)
    {
        int rank = Math.Max(left.Rank, right.Rank);
        return Shape(Enumerable.Range(0, rank).Select(dimension =>
        {
            (long first, long second) = (Size(left, dimension, rank), Size(right, dimension, rank));
            return first == second || second == 1 ? first
                : first == 1 ? second
                : throw new ImportException($"shapes {left} and {right} do not fit together");
        }));
    }

    /// <summary>The shape that all inputs of a node stretch to.</summary>
    /// <exception cref="ImportException">The shapes do not fit.</exception>
    /// <exception cref="InvalidFileException">There is no input.</exception>
    public static Shape Broadcast(OnnxNode node) =>
        node.Inputs.Skip(1).OfType<Value>().Aggregate(node.Input(0).Shape, (shape, input) => Broadcast(shape, input.Shape));

    /// <summary>A product, or the number of 64 bits next to it.</summary>
    public static long Product(long left, long right) => (long)Int128.Clamp((Int128)left * right, long.MinValue, long.MaxValue);

    /// <summary>A sum, or the number of 64 bits next to it.</summary>
    public static long Total(IEnumerable<long> sizes) =>
        sizes.Aggregate(0L, (total, size) => (long)Int128.Clamp((Int128)total + size, long.MinValue, long.MaxValue));

    /// <summary>The index map that stretches a shape to a larger one.</summary>
    /// <exception cref="ImportException">It does not stretch so.</exception>
    public static IndexMap Stretch(Shape from, Shape to)
    {
        int[] strides = IndexMap.Strides(from);
        int lacking = to.Rank - from.Rank;
        var offsets = new int[to.Rank][];
        for (int i = 0; i < to.Rank; i++)
        {
            int own = i - lacking;
            if (own >= 0 && from[own] != 1 && from[own] != to[i])
            {
                throw new ImportException($"a shape {from} does not stretch to {to}");
            }

            int stride = own < 0 || from[own] == 1 ? 0 : strides[own];
            offsets[i] = [.. Enumerable.Range(0, to[i]).Select(index => index * stride)];
        }

        return IndexMap.Of(offsets, from.ElementCount);
    }

    private static int Size(Shape shape, int dimension, int rank)
    {
        int own = dimension - (rank - shape.Rank);
        return own < 0 ? 1 : shape[own];
    }
}
