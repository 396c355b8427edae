using Ghn.Onnx.Ir;
using Ghn.Tensors.Files;

namespace Ghn.Onnx.Operators.Views;

/// <summary>The border that a Pad adds.</summary>
/// <param name="Before">The width before the first index of each dimension; it cuts off where it is negative.</param>
/// <param name="After">The width after the last index.</param>
/// <param name="Mode">What it consists of.</param>
/// <param name="Value">The number that it consists of, if that is a number.</param>
internal sealed record PadBorder(long[] Before, long[] After, string Mode, double Value)
{
    /// <summary>Whether it consists of a number other than zero.</summary>
    public bool IsOfNumbers => Mode == "constant" && Value != 0 && (Before.Any(width => width > 0) || After.Any(width => width > 0));

    /// <summary>The border of a node.</summary>
    /// <exception cref="InvalidFileException">It does not say how wide that is, or its number is not known.</exception>
    public static PadBorder Of(OnnxNode node)
    {
        int rank = node.Input(0).Shape.Rank;
        long[] widths = node.IntegersOf("pads", 1) ?? node.Integers("paddings") ?? throw node.Invalid("it does not say how much to pad");
        int[] axes = node.OptionalIntegers(3) is { } given
            ? [.. given.Select(axis => node.Axis(axis, rank))]
            : [.. Enumerable.Range(0, rank)];
        if (widths.Length != 2 * axes.Length)
        {
            throw node.Invalid($"it has {widths.Length} widths for {axes.Length} dimensions");
        }

        var before = new long[rank];
        var after = new long[rank];
        for (int i = 0; i < axes.Length; i++)
        {
            (before[axes[i]], after[axes[i]]) = (widths[i], widths[axes.Length + i]);
        }

        double value = node.OptionalInput(2) is { } number
            ? number.Scalar() ?? throw node.Unsupported("the number that it pads with is not known")
            : node.Number("value", 0);
        return new PadBorder(before, after, node.Text("mode", "constant"), value);
    }

    /// <summary>Which element stands at each place of the input with the border.</summary>
    /// <exception cref="InvalidFileException">It is wider than what it repeats.</exception>
    public IndexMap Places(OnnxNode node) => IndexMap.Padded(
        node.Input(0).Shape, Before, After, (index, size) => Mode == "constant" ? IndexMap.Nothing : Repeated(node, index, size));

    /// <summary>Which element stands at an index outside.</summary>
    private long Repeated(OnnxNode node, long index, int size) => Mode switch
    {
        "edge" when size > 0 => Math.Clamp(index, 0, size - 1),
        "wrap" when size > 0 => ((index % size) + size) % size,
        "reflect" when index < 0 && -index < size => -index,
        "reflect" when (2L * (size - 1)) - index is >= 0 and var mirrored => mirrored,
        "edge" or "wrap" or "reflect" => throw node.Unsupported($"it pads {Mode} wider than its input"),
        _ => throw node.Unsupported($"it pads in the mode {Mode}"),
    };
}
