using Ghn.Tensors;

namespace Ghn.Onnx;

/// <summary>Operations that add a border.</summary>
internal static class Padding
{
    /// <summary>A border of zeros, of a reflection, or of the outermost elements; cut off where its width is negative.</summary>
    public static Value Pad(OnnxNode node)
    {
        Value input = node.Input(0);
        int rank = input.Shape.Rank;
        long[] widths = node.IntegersOf("pads", 1) ?? throw node.Invalid("it does not say how much to pad");
        int[] axes = node.OptionalIntegers(3) is { } given
            ? [.. given.Select(axis => node.Axis(axis, rank))]
            : [.. Enumerable.Range(0, rank)];
        if (widths.Length != 2 * axes.Length)
        {
            throw node.Invalid($"it has {widths.Length} widths for {axes.Length} dimensions");
        }

        string mode = node.Text("mode", "constant");
        double value = node.OptionalInput(2).Scalar() ?? node.Number("value", 0);
        if (mode == "constant" && value != 0 && widths.Any(width => width != 0))
        {
            throw node.Unsupported($"it pads with {value}, not with zeros");
        }

        var before = new long[rank];
        var after = new long[rank];
        for (int i = 0; i < axes.Length; i++)
        {
            (before[axes[i]], after[axes[i]]) = (widths[i], widths[axes.Length + i]);
        }

        return Pad(node, input, before, after, mode);
    }

    /// <summary>A border of zeros around feature maps [samples, channels, height, width].</summary>
    /// <param name="node">The node that pads.</param>
    /// <param name="input">The maps.</param>
    /// <param name="widths">The width of the border at the top, on the left, at the bottom and on the right.</param>
    public static View PadMaps(OnnxNode node, View input, IReadOnlyList<int> widths) =>
        (View)Pad(node, input, [0, 0, widths[0], widths[1]], [0, 0, widths[2], widths[3]], "constant");

    private static Value Pad(OnnxNode node, Value input, long[] before, long[] after, string mode)
    {
        Shape shape = Sizes.Shape(input.Shape.Select((size, axis) => Sizes.Total([size, before[axis], after[axis]])));
        int[] strides = Selection.Strides(input.Shape);
        int[][] offsets =
        [
            .. shape.Select((size, axis) => Enumerable.Range(0, size)
                .Select(index => Source(node, index - before[axis], input.Shape[axis], mode))
                .Select(index => index == Selection.Nothing ? Selection.Nothing : (int)index * strides[axis])
                .ToArray()),
        ];
        return input.Select(Selection.Of(offsets, input.Shape.ElementCount));
    }

    private static long Source(OnnxNode node, long index, int size, string mode) => mode switch
    {
        _ when index >= 0 && index < size => index,
        "constant" => Selection.Nothing,
        "edge" => Math.Clamp(index, 0, size - 1),
        "reflect" when index < 0 && -index < size => -index,
        "reflect" when (2L * (size - 1)) - index is >= 0 and var mirrored => mirrored,
        _ => throw node.Unsupported($"it pads {mode} wider than its input"),
    };
}
