using Ghn.Tensors;

namespace Ghn.Networks.Layers;

/// <summary>An elementwise function.</summary>
/// <param name="Function">Which.</param>
public sealed record Activation(ActivationFunction Function) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs) => SignalShapes.Single(inputs, this);
}
