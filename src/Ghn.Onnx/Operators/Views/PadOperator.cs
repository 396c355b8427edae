using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Views;

/// <summary>A border of zeros, of a reflection, or of the outermost elements; cut off where its width is negative.</summary>
internal sealed class PadOperator() : Operator("Pad")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["mode", "pads", "value"];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes { get; } = new Dictionary<string, string>
    {
        ["paddings"] = "not read yet: it is pads in operator set 1",
    };

    /// <inheritdoc/>
    public override IReadOnlyList<Value>? Fold(OnnxNode node)
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

        return One(input.Select(IndexMap.Padded(
            input.Shape, before, after, (index, size) => mode == "constant" ? IndexMap.Nothing : Mirrored(node, index, size, mode))));
    }

    /// <summary>Which element stands at an index outside.</summary>
    private static long Mirrored(OnnxNode node, long index, int size, string mode) => mode switch
    {
        "edge" => Math.Clamp(index, 0, size - 1),
        "reflect" when index < 0 && -index < size => -index,
        "reflect" when (2L * (size - 1)) - index is >= 0 and var mirrored => mirrored,
        _ => throw node.Unsupported($"it pads {mode} wider than its input"),
    };
}
