using Ghn.Networks.Layers;
using Ghn.Networks.State;
using static Ghn.Networks.Layers.ActivationFunction;

namespace Ghn.Networks.Architectures;

/// <summary>
/// MobileNetV3 (Howard et al., 2019): inverted residual blocks found by search, some with squeeze-and-excitation, the later
/// ones with hard swish.
/// </summary>
internal sealed record MobileNetV3(string Name, MobileNetV3.BlockSettings[] Blocks, int HiddenFeatures) : IArchitecture
{
    private const double Epsilon = 1e-3;
    private const double Momentum = 0.01;
    private const int StemChannels = 16;

    /// <summary>On small images, none of this many first modules of <c>features</c> strides.</summary>
    private const int ModulesWithoutStride = 5;

    /// <summary>The architectures of this family (Tables 1 and 2 of the paper).</summary>
    public static IReadOnlyList<IArchitecture> All { get; } =
    [
        new MobileNetV3(
            "mobilenet_v3_large",
            [
                new(Kernel: 3, Width: 16, Channels: 16, Squeeze: false, Relu, Stride: 1),
                new(3, 64, 24, false, Relu, Stride: 2),
                new(3, 72, 24, false, Relu),
                new(5, 72, 40, Squeeze: true, Relu, Stride: 2),
                new(5, 120, 40, true, Relu),
                new(5, 120, 40, true, Relu),
                new(3, 240, 80, Squeeze: false, Hardswish, Stride: 2),
                new(3, 200, 80, false, Hardswish),
                new(3, 184, 80, false, Hardswish),
                new(3, 184, 80, false, Hardswish),
                new(3, 480, 112, Squeeze: true, Hardswish),
                new(3, 672, 112, true, Hardswish),
                new(5, 672, 160, true, Hardswish, Stride: 2),
                new(5, 960, 160, true, Hardswish),
                new(5, 960, 160, true, Hardswish),
            ],
            HiddenFeatures: 1280),
        new MobileNetV3(
            "mobilenet_v3_small",
            [
                new(Kernel: 3, Width: 16, Channels: 16, Squeeze: true, Relu, Stride: 2),
                new(3, 72, 24, Squeeze: false, Relu, Stride: 2),
                new(3, 88, 24, false, Relu),
                new(5, 96, 40, Squeeze: true, Hardswish, Stride: 2),
                new(5, 240, 40, true, Hardswish),
                new(5, 240, 40, true, Hardswish),
                new(5, 120, 48, true, Hardswish),
                new(5, 144, 48, true, Hardswish),
                new(5, 288, 96, true, Hardswish, Stride: 2),
                new(5, 576, 96, true, Hardswish),
                new(5, 576, 96, true, Hardswish),
            ],
            HiddenFeatures: 1024),
    ];

    /// <inheritdoc/>
    public Network Build(ZooOptions options)
    {
        var network = new NetworkBuilder(Name, options.InputShape);
        network.Initialize<Conv2d>("weight", Initializer.KaimingNormal(Fan.Out));
        network.Initialize<Conv2d>("bias", Initializer.Zeros);
        network.Initialize<Linear>("weight", Initializer.Normal(0.01));
        network.Initialize<Linear>("bias", Initializer.Zeros);

        int StrideOf(int module, int stride) => options.HasSmallImages && module < ModulesWithoutStride ? 1 : stride;

        Signal x = Convolution(network.Input, "features.0", StemChannels, kernel: 3, StrideOf(0, 2)).Activate(Hardswish);
        int module = 1;
        foreach (BlockSettings block in Blocks)
        {
            x = Block(x, $"features.{module}", block, StrideOf(module, block.Stride));
            module++;
        }

        x = Convolution(x, $"features.{module}", 6 * x.Channels, kernel: 1).Activate(Hardswish);
        return network.Build(
            x.AdaptiveAvgPool2d(1, "avgpool").Flatten()
                .Linear("classifier.0", HiddenFeatures).Activate(Hardswish).Dropout(0.2)
                .Linear("classifier.3", options.ClassCount));
    }

    private static Signal Block(Signal input, string name, BlockSettings settings, int stride)
    {
        int module = 0;
        Signal x = input;
        if (settings.Width != input.Channels)
        {
            x = Convolution(x, $"{name}.block.{module++}", settings.Width, kernel: 1).Activate(settings.Activation);
        }

        x = Convolution(x, $"{name}.block.{module++}", settings.Width, settings.Kernel, stride, groups: settings.Width)
            .Activate(settings.Activation);
        if (settings.Squeeze)
        {
            int squeezeChannels = ChannelRounding.ToMultiple(settings.Width / 4, 8);
            x = x.SqueezeExcitation($"{name}.block.{module++}", squeezeChannels, Relu, Hardsigmoid);
        }

        x = Convolution(x, $"{name}.block.{module}", settings.Channels, kernel: 1);

        // A block that strides on large images has no residual connection on small ones, either.
        return settings.Stride == 1 && input.Channels == settings.Channels ? x.Add(input) : x;
    }

    private static Signal Convolution(Signal input, string name, int channels, int kernel, int stride = 1, int groups = 1) => input
        .Conv2d($"{name}.0", channels, kernel, stride, padding: kernel / 2, groups: groups, bias: false)
        .BatchNorm2d($"{name}.1", Epsilon, Momentum);

    /// <summary>An inverted residual block.</summary>
    /// <param name="Kernel">The side of the depthwise kernel.</param>
    /// <param name="Width">The channels that it filters.</param>
    /// <param name="Channels">The channels of the output.</param>
    /// <param name="Squeeze">Whether there is squeeze-and-excitation.</param>
    /// <param name="Activation">The activation.</param>
    /// <param name="Stride">The stride of the depthwise convolution.</param>
    internal sealed record BlockSettings(
        int Kernel, int Width, int Channels, bool Squeeze, ActivationFunction Activation, int Stride = 1);
}
