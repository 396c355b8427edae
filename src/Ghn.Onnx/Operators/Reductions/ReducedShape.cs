using Ghn.Onnx.Ir;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Reductions;

/// <summary>The shapes that reductions give.</summary>
internal static class ReducedShape
{
    /// <summary>The attributes that reductions have in common.</summary>
    public static IReadOnlyList<string> Attributes { get; } = ["axes", "keepdims", "noop_with_empty_axes"];

    /// <summary>Whether the reduced dimensions stay, with a size of 1.</summary>
    public static bool KeepsDimensions(OnnxNode node) => node.Integer("keepdims", 1) == 1;

    /// <summary>Whether a node names no dimensions, and means none.</summary>
    public static bool IsOverNothing(OnnxNode node) =>
        node.IntegersOf("axes", 1) is not { Length: > 0 } && node.Integer("noop_with_empty_axes", 0) == 1;

    /// <summary>The shape of a reduction over some dimensions.</summary>
    public static Shape Of(OnnxNode node)
    {
        Shape shape = node.Input(0).Shape;
        HashSet<int> axes = [.. Axes(node, shape.Rank)];
        bool keeps = KeepsDimensions(node);
        return [.. shape.Select((size, axis) => axes.Contains(axis) ? 1 : size).Where((_, axis) => keeps || !axes.Contains(axis))];
    }

    /// <summary>The dimensions that a reduction removes, or makes 1.</summary>
    public static int[] Axes(OnnxNode node, int rank) => node.IntegersOf("axes", 1) is { Length: > 0 } axes
        ? [.. axes.Select(axis => node.Axis(axis, rank)).Order()]
        : [.. Enumerable.Range(0, rank)];
}
