using Ghn.Tensors;

namespace Ghn.Networks.Layers;

/// <summary>
/// Exponentials that sum to one along the last dimension: in attention, or of the features. Networks for training end before the latter, in
/// logits, but files from elsewhere may hold networks that give probabilities.
/// </summary>
/// <param name="IsLogarithmic">Whether the logarithms of the probabilities are given.</param>
public sealed record Softmax(bool IsLogarithmic = false) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        Shape input = SignalShapes.Single(inputs, this);
        SignalShapes.Require(input.Rank > 0, this, "takes features, but is given a number");
        return input;
    }
}
