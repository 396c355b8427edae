using Ghn.Networks.State;
using Ghn.Tensors;

namespace Ghn.Networks.Layers;

/// <summary>Batch normalisation of feature maps.</summary>
/// <param name="Channels">The number of channels.</param>
/// <param name="Epsilon">What is added to the variance.</param>
/// <param name="Momentum">The weight of a new batch in the running statistics, as PyTorch counts it.</param>
/// <param name="Affine">Whether each channel has a learnt scale and shift. Running statistics it has in any case.</param>
public sealed record BatchNorm2d(int Channels, double Epsilon = 1e-5, double Momentum = 0.1, bool Affine = true) : Layer
{
    /// <summary>
    /// Whether it takes the batch's statistics however the network is run, as files of networks in training mode want it.
    /// </summary>
    public bool NormalizesByBatch { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<LayerState> State =>
    [
        .. Affine ? AffineState.Of([Channels]) : [],
        new("running_mean", [Channels], Initializer.Zeros, StateKind.Buffer),
        new("running_var", [Channels], Initializer.Ones, StateKind.Buffer),
        new("num_batches_tracked", [], Initializer.Counter, StateKind.Buffer),
    ];

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        (int channels, _, _) = SignalShapes.Image(inputs, this);
        SignalShapes.Require(channels == Channels, this, $"has {Channels} channels, but is given {channels}");
        return inputs[0];
    }
}

/// <summary>Layer normalisation over the features of each position.</summary>
/// <param name="Features">The number of features.</param>
/// <param name="Epsilon">What is added to the variance.</param>
/// <param name="ChannelsFirst">Whether the features are the first dimension (feature maps) rather than the last (tokens).</param>
/// <param name="Affine">Whether each feature has a learnt scale and shift.</param>
/// <param name="Bias">Whether there is a shift beside the scale; without a scale there is none.</param>
public sealed record LayerNorm(
    int Features, double Epsilon = 1e-5, bool ChannelsFirst = false, bool Affine = true, bool Bias = true) : Layer
{
    /// <summary>
    /// The sizes of the last dimensions that are normalised together, with a scale and a shift for each of their places; null for the last
    /// one alone. <see cref="Features"/> is the number of these places.
    /// </summary>
    public Shape? NormalizedShape { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<LayerState> State
    {
        get
        {
            Shape shape = NormalizedShape ?? [Features];
            return !Affine ? [] : Bias ? AffineState.Of(shape) : [AffineState.Scale(shape)];
        }
    }

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        Shape input = SignalShapes.Single(inputs, this);
        if (NormalizedShape is { } shape)
        {
            bool fits = !ChannelsFirst && shape.ElementCount == Features && input.TakeLast(shape.Rank).SequenceEqual(shape);
            SignalShapes.Require(fits, this, $"normalises the last dimensions {shape}, {Features} places, but is given {input}");
            return input;
        }

        int features = ChannelsFirst ? input[0] : input[^1];
        SignalShapes.Require(features == Features, this, $"has {Features} features, but is given {input}");
        return input;
    }
}

/// <summary>Divides the features of each position by the root of their mean square (Zhang and Sennrich, 2019).</summary>
/// <param name="Features">The number of features, the last dimension.</param>
/// <param name="Epsilon">What is added to the mean square.</param>
/// <param name="Affine">Whether each feature has a learnt scale.</param>
public sealed record RmsNorm(int Features, double Epsilon = 1e-5, bool Affine = true) : Layer
{
    /// <inheritdoc/>
    public override IReadOnlyList<LayerState> State => Affine ? [AffineState.Scale([Features])] : [];

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        Shape input = SignalShapes.Single(inputs, this);
        SignalShapes.Require(input.Rank > 0 && input[^1] == Features, this, $"has {Features} features, but is given {input}");
        return input;
    }
}

/// <summary>
/// Group normalisation of feature maps (Wu and He, 2018): the channels of a sample are divided into groups of neighbours, and each group is
/// normalised by the statistics of its own values. With one group that is layer normalisation over whole maps; with a group for each
/// channel, instance normalisation (Ulyanov et al., 2016).
/// </summary>
/// <param name="Channels">The number of channels, a multiple of <paramref name="Groups"/>.</param>
/// <param name="Groups">The number of groups.</param>
/// <param name="Epsilon">What is added to the variance.</param>
/// <param name="Affine">Whether each channel has a learnt scale and shift.</param>
public sealed record GroupNorm(int Channels, int Groups, double Epsilon = 1e-5, bool Affine = true) : Layer
{
    /// <inheritdoc/>
    public override IReadOnlyList<LayerState> State => Affine ? AffineState.Of([Channels]) : [];

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        (int channels, _, _) = SignalShapes.Image(inputs, this);
        SignalShapes.Require(channels == Channels, this, $"has {Channels} channels, but is given {channels}");
        SignalShapes.Require(Groups > 0 && Channels % Groups == 0, this, $"cannot divide {Channels} channels into {Groups} groups");
        return inputs[0];
    }
}

file static class AffineState
{
    public static IReadOnlyList<LayerState> Of(Shape shape) => [Scale(shape), new("bias", shape, Initializer.Zeros)];

    public static LayerState Scale(Shape shape) => new("weight", shape, Initializer.Ones);
}
