using Ghn.Tensors;

namespace Ghn.Networks;

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

/// <summary>
/// Elements in any other order and shape, some perhaps left out, some places perhaps zero: what no other layer does, as
/// networks from elsewhere need it. It fits maps of one size only.
/// </summary>
/// <param name="From">The shape of the input.</param>
/// <param name="To">The shape of the output.</param>
/// <param name="Sources">
/// For each element of the output, in row-major order, the place of the input's element that it is, each at most once; −1 for zero.
/// </param>
public sealed record Rearrangement(Shape From, Shape To, IReadOnlyList<int> Sources) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        Shape input = SignalShapes.Single(inputs, this);
        SignalShapes.Require(input == From, this, $"takes {From}, but is given {input}");
        SignalShapes.Require(To.ElementCount == Sources.Count, this, $"does not fill {To} with {Sources.Count} elements");
        return To;
    }
}
