using Ghn.Tensors;

namespace Ghn.Networks;

/// <summary>Zeroes elements at random while training, and scales the others up.</summary>
/// <param name="Probability">The share of elements that are zeroed.</param>
public sealed record Dropout(double Probability) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs) => SignalShapes.Single(inputs, this);
}
