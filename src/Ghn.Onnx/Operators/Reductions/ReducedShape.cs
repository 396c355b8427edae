using Ghn.Onnx.Ir;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Reductions;

/// <summary>The shapes that reductions give.</summary>
internal static class ReducedShape
{
    /// <summary>The attributes that reductions have in common.</summary>
    public static IReadOnlyList<string> Attributes { get; } = ["axes", "keepdims"];

    /// <summary>What they do not read.</summary>
    public static IReadOnlyDictionary<string, string> IgnoredAttributes { get; } = new Dictionary<string, string>
    {
        ["noop_with_empty_axes"] = "not read yet: it says that a reduction over no dimensions is none, rather than one over all",
    };

    /// <summary>The shape of a reduction over some dimensions.</summary>
    public static Shape Of(OnnxNode node)
    {
        Shape shape = node.Input(0).Shape;
        HashSet<int> axes = [.. Axes(node, shape.Rank)];
        bool keeps = node.Integer("keepdims", 1) == 1;
        return [.. shape.Select((size, axis) => axes.Contains(axis) ? 1 : size).Where((_, axis) => keeps || !axes.Contains(axis))];
    }

    /// <summary>The dimensions that a reduction removes, or makes 1.</summary>
    public static int[] Axes(OnnxNode node, int rank) => node.IntegersOf("axes", 1) is { Length: > 0 } axes
        ? [.. axes.Select(axis => node.Axis(axis, rank)).Order()]
        : [.. Enumerable.Range(0, rank)];
}
