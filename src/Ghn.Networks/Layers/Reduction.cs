using Ghn.Tensors;
using Ghn.Tensors.Kernels.Reductions;

namespace Ghn.Networks.Layers;

/// <summary>One number of all along some dimensions: a mean over positions, a maximum over channels.</summary>
/// <param name="Function">Which number.</param>
/// <param name="Axes">The dimensions, at least one, that of samples not counted: 0 for the channels of feature maps.</param>
/// <param name="KeepsDimensions">Whether they stay, with a size of 1.</param>
public sealed record Reduction(ReductionFunction Function, IReadOnlyList<int> Axes, bool KeepsDimensions) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        Shape input = SignalShapes.Single(inputs, this);
        bool areThere = Axes.Count > 0 && Axes.All(axis => axis >= 0 && axis < input.Rank);
        SignalShapes.Require(areThere, this, $"reduces the dimensions [{string.Join(", ", Axes)}], but is given {input}");
        return KeepsDimensions
            ? [.. input.Select((size, axis) => Axes.Contains(axis) ? 1 : size)]
            : [.. input.Where((_, axis) => !Axes.Contains(axis))];
    }
}
