using Ghn.Tensors;

namespace Ghn.Onnx;

/// <summary>Operations that give the same elements, in the same order, another shape.</summary>
internal static class Reshaping
{
    /// <summary>A shape with at most one −1, which stands for what is left, and zeros, which stand for the input's size there.</summary>
    public static Value Reshape(OnnxNode node)
    {
        Value input = node.Input(0);
        long[] sizes = node.Integers(1);
        if (node.Integer("allowzero", 0) == 0)
        {
            sizes =
            [
                .. sizes.Select((size, i) => size != 0 ? size
                    : i < input.Shape.Rank ? input.Shape[i]
                    : throw node.Invalid($"it keeps dimension {i} of an input with {input.Shape.Rank}")),
            ];
        }

        long known = sizes.Where(size => size != -1).Aggregate(1L, Sizes.Product);
        Shape shape = Sizes.Shape(sizes.Select(size => size != -1 ? size : known == 0 ? 0 : input.Shape.ElementCount / known));
        return shape.ElementCount == input.Shape.ElementCount
            ? input.Reshape(shape)
            : throw node.Unsupported(
                $"it cannot give {input.Shape} the shape {string.Join('×', sizes)}",
                "If the graph is made for another size of images, say so by --image-size.");
    }

    /// <summary>Two dimensions: those before an axis in one, those from it on in the other.</summary>
    public static Value Flatten(OnnxNode node)
    {
        Value input = node.Input(0);
        long axis = node.Integer("axis", 1);
        int place = axis == input.Shape.Rank ? input.Shape.Rank : node.Axis(axis, input.Shape.Rank);
        long rows = Count(input.Shape.Dimensions[..place]);
        return input.Reshape(Sizes.Shape([rows, Count(input.Shape.Dimensions[place..])]));
    }

    /// <summary>Without dimensions of 1.</summary>
    public static Value Squeeze(OnnxNode node)
    {
        Value input = node.Input(0);
        long[]? axes = node.IntegersOf("axes", 1);
        HashSet<int> dropped = axes is null
            ? [.. Enumerable.Range(0, input.Shape.Rank).Where(axis => input.Shape[axis] == 1)]
            : [.. axes.Select(axis => node.Axis(axis, input.Shape.Rank))];
        return input.Reshape([.. input.Shape.Where((_, axis) => !dropped.Contains(axis))]);
    }

    /// <summary>With further dimensions of 1.</summary>
    public static Value Unsqueeze(OnnxNode node)
    {
        Value input = node.Input(0);
        long[] axes = node.IntegersOf("axes", 1) ?? throw node.Invalid("it does not say which dimensions to add");
        int rank = input.Shape.Rank + axes.Length;
        HashSet<int> added = [.. axes.Select(axis => node.Axis(axis, rank))];
        if (added.Count != axes.Length)
        {
            throw node.Invalid($"it adds a dimension twice ({string.Join(", ", axes)})");
        }

        var rest = new Queue<int>(input.Shape);
        return input.Reshape([.. Enumerable.Range(0, rank).Select(axis => added.Contains(axis) ? 1 : rest.Dequeue())]);
    }

    private static long Count(ReadOnlySpan<int> sizes)
    {
        long count = 1;
        foreach (int size in sizes)
        {
            count *= size;
        }

        return count;
    }
}
