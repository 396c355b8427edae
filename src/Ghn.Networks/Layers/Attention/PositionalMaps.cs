using Ghn.Networks.State;
using Ghn.Tensors;

namespace Ghn.Networks.Layers.Attention;

/// <summary>Adds a learnt value to each channel of each position of feature maps.</summary>
/// <param name="Channels">The number of channels.</param>
/// <param name="Size">The height and width of the maps.</param>
public sealed record PositionalMaps(int Channels, Size2d Size) : Layer
{
    /// <summary>The values, of shape (1, channels, height, width).</summary>
    public override IReadOnlyList<LayerState> State => [new("weight", [1, Channels, Size.Height, Size.Width], Initializer.Normal(0.02))];

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        Shape input = SignalShapes.Single(inputs, this);
        Shape own = [Channels, Size.Height, Size.Width];
        SignalShapes.Require(input == own, this, $"takes feature maps {own}, but is given {input}");
        return input;
    }
}
