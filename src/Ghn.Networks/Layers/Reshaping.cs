using Ghn.Tensors;

namespace Ghn.Networks;

/// <summary>All dimensions in one.</summary>
public sealed record Flatten : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs) =>
        [checked((int)SignalShapes.Single(inputs, this).ElementCount)];
}
