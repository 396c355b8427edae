using Ghn.Tensors;

namespace Ghn.Networks.Layers;

/// <summary>All dimensions in one.</summary>
public sealed record Flatten : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs) =>
        [checked((int)SignalShapes.Single(inputs, this).ElementCount)];
}

/// <summary>Each feature as a channel of maps of one position.</summary>
public sealed record Unflatten : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        Shape input = SignalShapes.Single(inputs, this);
        SignalShapes.Require(input.Rank == 1, this, $"takes (features), not {input}");
        return [input[0], 1, 1];
    }
}

/// <summary>Moves the channels of feature maps to the other end of the shape.</summary>
/// <param name="To">Where they are afterwards.</param>
public sealed record Permute(ImageLayout To) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        if (To == ImageLayout.ChannelsLast)
        {
            (int channels, int height, int width) = SignalShapes.Image(inputs, this);
            return [height, width, channels];
        }
        else
        {
            (int height, int width, int channels) = SignalShapes.ImageOfFeatures(inputs, this);
            return [channels, height, width];
        }
    }
}

/// <summary>The two orders of the dimensions of feature maps.</summary>
public enum ImageLayout
{
    /// <summary>(channels, height, width): what convolutions take.</summary>
    ChannelsFirst,

    /// <summary>(height, width, channels): what linear layers and layer norms of positions take.</summary>
    ChannelsLast,
}
