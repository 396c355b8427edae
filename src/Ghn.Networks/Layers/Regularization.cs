using Ghn.Tensors;

namespace Ghn.Networks.Layers;

/// <summary>Zeroes elements at random while training, and scales the others up.</summary>
/// <param name="Probability">The share of elements that are zeroed.</param>
public sealed record Dropout(double Probability) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs) => SignalShapes.Single(inputs, this);
}

/// <summary>
/// Zeroes a whole sample's signal at random while training, and scales the others up, so that a residual branch
/// is now and then left out (Huang et al., 2016). torchvision calls this mode <c>row</c>.
/// </summary>
/// <param name="Probability">The share of samples that are zeroed.</param>
public sealed record StochasticDepth(double Probability) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs) => SignalShapes.Single(inputs, this);
}
