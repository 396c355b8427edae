using Ghn.Tensors;

namespace Ghn.Networks;

/// <summary>Batch normalisation of feature maps.</summary>
/// <param name="Channels">The number of channels.</param>
/// <param name="Epsilon">What is added to the variance.</param>
/// <param name="Momentum">The weight of a new batch in the running statistics, as PyTorch counts it.</param>
/// <param name="Affine">Whether each channel has a learnt scale and shift. Running statistics it has in any case.</param>
public sealed record BatchNorm2d(int Channels, double Epsilon = 1e-5, double Momentum = 0.1, bool Affine = true) : Layer
{
    /// <inheritdoc/>
    public override IReadOnlyList<LayerState> State =>
    [
        .. Affine ? AffineState.Of(Channels) : [],
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
    /// <inheritdoc/>
    public override IReadOnlyList<LayerState> State => !Affine ? [] : Bias ? AffineState.Of(Features) : [AffineState.Scale(Features)];

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        Shape input = SignalShapes.Single(inputs, this);
        int features = ChannelsFirst ? input[0] : input[^1];
        SignalShapes.Require(features == Features, this, $"has {Features} features, but is given {input}");
        return input;
    }
}

/// <summary>
/// Group normalisation of feature maps (Wu and He, 2018): the channels of a sample are divided into groups of neighbours, and each group is
/// normalised by the statistics of its own values. With one group that is layer normalisation over whole maps; with a group for each channel,
/// instance normalisation (Ulyanov et al., 2016).
/// </summary>
/// <param name="Channels">The number of channels, a multiple of <paramref name="Groups"/>.</param>
/// <param name="Groups">The number of groups.</param>
/// <param name="Epsilon">What is added to the variance.</param>
/// <param name="Affine">Whether each channel has a learnt scale and shift.</param>
public sealed record GroupNorm(int Channels, int Groups, double Epsilon = 1e-5, bool Affine = true) : Layer
{
    /// <inheritdoc/>
    public override IReadOnlyList<LayerState> State => Affine ? AffineState.Of(Channels) : [];

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
    public static IReadOnlyList<LayerState> Of(int features) => [Scale(features), new("bias", [features], Initializer.Zeros)];

    public static LayerState Scale(int features) => new("weight", [features], Initializer.Ones);
}
