using Ghn.Networks.Layers;

namespace Ghn.Networks;

/// <summary>The layers of a network, as methods of the signals they act on.</summary>
public static class SignalLayers
{
    /// <summary>A convolution; see <see cref="Networks.Layers.Conv2d"/>.</summary>
    public static Signal Conv2d(
        this Signal input, string name, int outChannels, Size2d kernel, Size2d? stride = null, Size2d padding = default,
        Size2d? dilation = null, int groups = 1, bool bias = true) =>
        input.Apply(new Conv2d(input.Channels, outChannels, kernel, stride ?? 1, padding, dilation ?? 1, groups, bias), name);

    /// <summary>A convolution of sequences (channels, length); see <see cref="Networks.Layers.Conv1d"/>.</summary>
    public static Signal Conv1d(
        this Signal input, string name, int outChannels, int kernel, int stride = 1, int padding = 0, int dilation = 1, int groups = 1,
        bool bias = true) =>
        input.Apply(new Conv1d(input.Channels, outChannels, kernel, stride, padding, dilation, groups, bias), name);

    /// <summary>A transposed convolution; see <see cref="Networks.Layers.ConvTranspose2d"/>.</summary>
    public static Signal ConvTranspose2d(
        this Signal input, string name, int outChannels, Size2d kernel, Size2d? stride = null, Size2d padding = default,
        Size2d outputPadding = default, Size2d? dilation = null, int groups = 1, bool bias = true) =>
        input.Apply(
            new ConvTranspose2d(input.Channels, outChannels, kernel, stride ?? 1, padding, dilation ?? 1, groups, bias)
            {
                OutputPadding = outputPadding,
            },
            name);

    /// <summary>A linear layer on the last dimension; see <see cref="Networks.Layers.Linear"/>.</summary>
    public static Signal Linear(this Signal input, string name, int outFeatures, bool bias = true) =>
        input.Apply(new Linear(input.Features, outFeatures, bias), name);

    /// <summary>Batch normalisation; see <see cref="Networks.Layers.BatchNorm2d"/>.</summary>
    public static Signal BatchNorm2d(this Signal input, string name, double epsilon = 1e-5, double momentum = 0.1) =>
        input.Apply(new BatchNorm2d(input.Channels, epsilon, momentum), name);

    /// <summary>
    /// Layer normalisation of the last dimension, or of the channels of feature maps; see <see cref="Networks.Layers.LayerNorm"/>.
    /// </summary>
    public static Signal LayerNorm(this Signal input, string name, double epsilon = 1e-5, bool channelsFirst = false) =>
        input.Apply(new LayerNorm(channelsFirst ? input.Channels : input.Features, epsilon, channelsFirst), name);

    /// <summary>Normalisation of the last dimension by the root of its mean square; see <see cref="Networks.Layers.RmsNorm"/>.</summary>
    public static Signal RmsNorm(this Signal input, string name, double epsilon = 1e-5) =>
        input.Apply(new RmsNorm(input.Features, epsilon), name);

    /// <summary>Group normalisation, with learnt scale and shift; see <see cref="Networks.Layers.GroupNorm"/>.</summary>
    public static Signal GroupNorm(this Signal input, string name, int groups, double epsilon = 1e-5) =>
        input.Apply(new GroupNorm(input.Channels, groups, epsilon), name);

    /// <summary>
    /// Normalisation of each channel of each sample by itself, without scale and shift, which PyTorch's <c>InstanceNorm2d</c> lacks unless
    /// asked for; see <see cref="Networks.Layers.GroupNorm"/>.
    /// </summary>
    public static Signal InstanceNorm2d(this Signal input, double epsilon = 1e-5) =>
        input.Apply(new GroupNorm(input.Channels, input.Channels, epsilon, Affine: false));

    /// <summary>An elementwise function.</summary>
    public static Signal Activate(this Signal input, ActivationFunction function) => input.Apply(new Activation(function));

    /// <summary>x where it is positive, slope·x elsewhere.</summary>
    public static Signal LeakyRelu(this Signal input, double slope = 0.01) => input.Apply(new LeakyRelu(slope));

    /// <summary>max(x, 0).</summary>
    public static Signal Relu(this Signal input) => input.Activate(ActivationFunction.Relu);

    /// <summary>The maximum over a sliding window; the stride is the kernel's size unless given.</summary>
    public static Signal MaxPool2d(
        this Signal input, Size2d kernel, Size2d? stride = null, Size2d padding = default, bool ceilingMode = false, string? name = null) =>
        input.Apply(new MaxPool2d(kernel, stride ?? kernel, padding, ceilingMode), name);

    /// <summary>The mean over a sliding window; the stride is the kernel's size unless given.</summary>
    public static Signal AvgPool2d(
        this Signal input, Size2d kernel, Size2d? stride = null, Size2d padding = default, bool ceilingMode = false,
        bool countIncludesPadding = true, string? name = null) =>
        input.Apply(new AvgPool2d(kernel, stride ?? kernel, padding, ceilingMode, countIncludesPadding), name);

    /// <summary>The mean over windows that divide the feature maps; over everything when the output is 1×1.</summary>
    public static Signal AdaptiveAvgPool2d(this Signal input, Size2d outputSize, string? name = null) =>
        input.Apply(new AdaptiveAvgPool2d(outputSize), name);

    /// <summary>The sum with another signal.</summary>
    public static Signal Add(this Signal input, Signal other) => input.Network.Append(new Add(), [input, other]);

    /// <summary>The product with a gate.</summary>
    public static Signal Multiply(this Signal input, Signal gate) => input.Network.Append(new Multiply(), [input, gate]);

    /// <summary>The signals one after the other along the first dimension.</summary>
    public static Signal Concat(IReadOnlyList<Signal> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return inputs[0].Network.Append(new Concat(), inputs);
    }

    /// <summary>All dimensions in one.</summary>
    public static Signal Flatten(this Signal input) => input.Apply(new Flatten());

    /// <summary>Each feature as a channel of maps of one position.</summary>
    public static Signal Unflatten(this Signal input) => input.Apply(new Unflatten());

    /// <summary>Every <paramref name="step"/>-th row and column, from <paramref name="offset"/> on.</summary>
    public static Signal Subsample(this Signal input, int step, int offset = 0) => input.Apply(new Subsample(offset, step));

    /// <summary>Zeros in the shape of the signal.</summary>
    public static Signal Zeros(this Signal input) => input.Apply(new Zeros());

    /// <summary>Dropout while training.</summary>
    public static Signal Dropout(this Signal input, double probability = 0.5) => input.Apply(new Dropout(probability));

    /// <summary>
    /// Residual branches left out of samples at random while training; see <see cref="Networks.Layers.StochasticDepth"/>.
    /// </summary>
    public static Signal StochasticDepth(this Signal input, double probability) => input.Apply(new StochasticDepth(probability));

    /// <summary>
    /// A learnt factor per channel, whose state is called <paramref name="name"/>; see <see cref="Networks.Layers.LayerScale"/>.
    /// </summary>
    public static Signal LayerScale(this Signal input, string name, double initialValue = 1e-6) =>
        input.Apply(new LayerScale(input.Channels, initialValue), name);

    /// <summary>From (channels, height, width) to (height, width, channels).</summary>
    public static Signal ChannelsLast(this Signal input) => input.Apply(new Permute(ImageLayout.ChannelsLast));

    /// <summary>From (height, width, channels) to (channels, height, width).</summary>
    public static Signal ChannelsFirst(this Signal input) => input.Apply(new Permute(ImageLayout.ChannelsFirst));

    /// <summary>Consecutive channels of feature maps.</summary>
    public static Signal ChannelSlice(this Signal input, int start, int count) => input.Apply(new ChannelSlice(start, count));

    /// <summary>The channels of several groups dealt out in turn; see <see cref="Networks.Layers.ChannelShuffle"/>.</summary>
    public static Signal ChannelShuffle(this Signal input, int groups) => input.Apply(new ChannelShuffle(groups));
}
