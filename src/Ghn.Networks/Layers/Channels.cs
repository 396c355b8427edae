using Ghn.Networks.State;
using Ghn.Tensors;

namespace Ghn.Networks.Layers;

/// <summary>Consecutive channels of feature maps.</summary>
/// <param name="Start">The first.</param>
/// <param name="Count">How many.</param>
public sealed record ChannelSlice(int Start, int Count) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        (int channels, int height, int width) = SignalShapes.Image(inputs, this);
        bool fits = Start >= 0 && Count > 0 && Count <= channels - Start;
        SignalShapes.Require(fits, this, $"takes {Count} channels from {Start} on, but is given {channels}");
        return [Count, height, width];
    }
}

/// <summary>
/// Deals the channels of several groups out in turn: the first of each group, then the second of each, and so on
/// (Zhang et al., 2018).
/// </summary>
/// <param name="Groups">The number of groups.</param>
public sealed record ChannelShuffle(int Groups) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        (int channels, _, _) = SignalShapes.Image(inputs, this);
        SignalShapes.Require(channels % Groups == 0, this, $"cannot deal {channels} channels out of {Groups} groups");
        return inputs[0];
    }
}

/// <summary>A learnt factor for each channel of feature maps, or for each feature of tokens (Touvron et al., 2021).</summary>
/// <param name="Channels">The number of channels.</param>
/// <param name="InitialValue">What every factor starts as.</param>
public sealed record LayerScale(int Channels, double InitialValue = 1e-6) : Layer
{
    /// <summary>
    /// Whether the channels are the last dimension, of whatever the layer is given, rather than the first of feature maps.
    /// </summary>
    public bool ChannelsLast { get; init; }

    /// <summary>
    /// The factors, of shape (channels, 1, 1), or (channels) where these are the last dimension; they bear the layer's own name.
    /// </summary>
    public override IReadOnlyList<LayerState> State =>
        [new("", ChannelsLast ? [Channels] : [Channels, 1, 1], Initializer.Constant(InitialValue))];

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        int channels = ChannelsLast ? SignalShapes.Single(inputs, this)[^1] : SignalShapes.Image(inputs, this).Channels;
        SignalShapes.Require(channels == Channels, this, $"has {Channels} channels, but is given {channels}");
        return inputs[0];
    }
}
