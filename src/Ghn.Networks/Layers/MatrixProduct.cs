using Ghn.Tensors;

namespace Ghn.Networks.Layers;

/// <summary>
/// The products of the matrices that two signals are stacks of: of queries and keys, of attention's weights and values. Dimensions of the
/// stacks that have one entry are repeated where the other signal has more.
/// </summary>
/// <param name="IsSecondTransposed">Whether the second signal is (…, columns, inner) rather than (…, inner, columns).</param>
public sealed record MatrixProduct(bool IsSecondTransposed = false) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        bool fits = inputs.Count == 2 && inputs[0].Rank >= 2 && inputs[1].Rank == inputs[0].Rank
            && inputs[0][^1] == inputs[1][IsSecondTransposed ? ^1 : ^2];
        SignalShapes.Require(fits, this, $"cannot multiply {string.Join(" by ", inputs)}");
        Shape stack = SignalShapes.Broadcast(
            [[.. inputs[0].Dimensions[..^2]], [.. inputs[1].Dimensions[..^2]]], this, $"cannot multiply {string.Join(" by ", inputs)}");
        return [.. stack, inputs[0][^2], inputs[1][IsSecondTransposed ? ^2 : ^1]];
    }
}
