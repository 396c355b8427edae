using Ghn.Tensors;

namespace Ghn.Networks;

/// <summary>
/// Exponentials of the features that sum to one. Networks for training end before it, in logits, but files from elsewhere may
/// hold networks that give probabilities.
/// </summary>
/// <param name="IsLogarithmic">Whether the logarithms of the probabilities are given.</param>
public sealed record Softmax(bool IsLogarithmic = false) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        Shape input = SignalShapes.Single(inputs, this);
        SignalShapes.Require(input.Rank == 1, this, $"takes (features), not {input}");
        return input;
    }
}
