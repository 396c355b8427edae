using Ghn.Tensors;

namespace Ghn.Networks.Layers;

/// <summary>
/// An operation of a network from elsewhere of which nothing is known but that signals flow into it, and what shape it gives. A
/// network with such layers can be drawn, and weights be predicted for its other layers, but it cannot be run.
/// </summary>
/// <param name="Operation">What its framework calls it.</param>
/// <param name="Output">The shape that it gives.</param>
public sealed record UnknownLayer(string Operation, Shape Output) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs) => Output;
}
