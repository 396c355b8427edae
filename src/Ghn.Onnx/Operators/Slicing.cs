using Ghn.Tensors;

namespace Ghn.Onnx;

/// <summary>Operations that take a part of their input.</summary>
internal static class Slicing
{
    /// <summary>A range of some dimensions, perhaps with steps, perhaps backwards.</summary>
    public static Value Slice(OnnxNode node)
    {
        Value input = node.Input(0);
        long[] starts = node.IntegersOf("starts", 1) ?? throw node.Invalid("it does not say where to start");
        long[] ends = node.IntegersOf("ends", 2) ?? throw node.Invalid("it does not say where to end");
        long[] axes = node.IntegersOf("axes", 3) ?? [.. Enumerable.Range(0, starts.Length).Select(axis => (long)axis)];
        long[] steps = node.OptionalIntegers(4) ?? [.. starts.Select(_ => 1L)];
        if (starts.Length != axes.Length || ends.Length != axes.Length || steps.Length != axes.Length)
        {
            throw node.Invalid($"it has {starts.Length} starts, {ends.Length} ends and {steps.Length} steps for {axes.Length} dimensions");
        }

        int[][] indices = AllIndices(input.Shape);
        for (int i = 0; i < axes.Length; i++)
        {
            int axis = node.Axis(axes[i], input.Shape.Rank);
            indices[axis] = [.. Range(node, starts[i], ends[i], steps[i], input.Shape[axis])];
        }

        return Take(input, indices);
    }

    /// <summary>Consecutive parts along one dimension.</summary>
    public static IReadOnlyList<Value> Split(OnnxNode node)
    {
        Value input = node.Input(0);
        int axis = node.Axis(node.Integer("axis", 0), input.Shape.Rank);
        int parts = node.Outputs.Count;
        int usual = (input.Shape[axis] + parts - 1) / parts;
        long[] sizes = node.IntegersOf("split", 1)
            ?? [.. Enumerable.Range(0, parts).Select(part => (long)Math.Clamp(input.Shape[axis] - (part * usual), 0, usual))];
        if (sizes.Length != parts || sizes.Any(size => size < 0) || Sizes.Total(sizes) != input.Shape[axis])
        {
            throw node.Invalid($"parts of {string.Join(", ", sizes)} do not make up {input.Shape[axis]}");
        }

        var results = new List<Value>();
        int start = 0;
        foreach (long size in sizes)
        {
            int[][] indices = AllIndices(input.Shape);
            indices[axis] = [.. Enumerable.Range(start, (int)size)];
            results.Add(Take(input, indices));
            start += (int)size;
        }

        return results;
    }

    /// <summary>The entries of one dimension that a tensor of indices lists; its shape takes the dimension's place.</summary>
    public static Value Gather(OnnxNode node)
    {
        Value input = node.Input(0);
        int axis = node.Axis(node.Integer("axis", 0), input.Shape.Rank);
        int size = input.Shape[axis];
        int[][] indices = AllIndices(input.Shape);
        indices[axis] = [.. node.Integers(1).Select(index => node.Axis(index, size))];
        Shape listed = node.Input(1).Shape;
        return Take(input, indices).Reshape([.. input.Shape.Dimensions[..axis], .. listed, .. input.Shape.Dimensions[(axis + 1)..]]);
    }

    private static int[][] AllIndices(Shape shape) => [.. shape.Select(size => Enumerable.Range(0, size).ToArray())];

    private static Value Take(Value input, int[][] indices)
    {
        int[] strides = Selection.Strides(input.Shape);
        int[][] offsets = [.. indices.Select((list, axis) => list.Select(index => index * strides[axis]).ToArray())];
        return input.Select(Selection.Of(offsets, input.Shape.ElementCount));
    }

    private static IEnumerable<int> Range(OnnxNode node, long start, long end, long step, int size)
    {
        if (step == 0)
        {
            throw node.Invalid("its step is 0");
        }

        // Counted from the end if negative; what is out of range means all there is.
        long first = Math.Clamp(start < 0 ? Math.Max(start, -size - 1) + size : start, step > 0 ? 0 : -1, step > 0 ? size : size - 1);
        long last = Math.Clamp(end < 0 ? Math.Max(end, -size - 1) + size : end, step > 0 ? 0 : -1, size);
        step = Math.Clamp(step, -size - 1, size + 1);
        for (long i = first; step > 0 ? i < last : i > last; i += step)
        {
            yield return (int)i;
        }
    }
}
