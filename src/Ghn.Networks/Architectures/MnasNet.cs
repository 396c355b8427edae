using Ghn.Networks.Layers;
using Ghn.Networks.State;

namespace Ghn.Networks.Architectures;

/// <summary>MNASNet-B1 (Tan et al., 2018), found by architecture search for phones, at four widths.</summary>
/// <param name="Name">The name.</param>
/// <param name="WidthFactor">What the numbers of channels are multiplied by.</param>
internal sealed record MnasNet(string Name, double WidthFactor) : IArchitecture
{
    /// <summary>TensorFlow's decay of 0.9997, written as PyTorch's momentum.</summary>
    private const double Momentum = 1 - 0.9997;

    /// <summary>The stages of blocks (Figure 7 of the paper); the first is module 8 of <c>layers</c>.</summary>
    private static readonly (int Channels, int Kernel, int Stride, int Expansion, int Blocks)[] Stages =
        [(24, 3, 2, 3, 3), (40, 5, 2, 3, 3), (80, 5, 2, 6, 3), (96, 3, 1, 6, 2), (192, 5, 2, 6, 4), (320, 3, 1, 6, 1)];

    /// <summary>The architectures of this family.</summary>
    public static IReadOnlyList<IArchitecture> All { get; } =
    [
        new MnasNet("mnasnet0_5", 0.5),
        new MnasNet("mnasnet0_75", 0.75),
        new MnasNet("mnasnet1_0", 1.0),
        new MnasNet("mnasnet1_3", 1.3),
    ];

    /// <inheritdoc/>
    public Network Build(ZooOptions options)
    {
        var network = new NetworkBuilder(Name, options.InputShape);
        network.Initialize<Conv2d>("weight", Initializer.KaimingNormal(Fan.Out));
        network.Initialize<Linear>("weight", Initializer.KaimingUniform(Fan.Out, gainSquared: 1));
        network.Initialize<Linear>("bias", Initializer.Zeros);

        Signal x = Convolution(network.Input, "layers", 0, Scaled(32), kernel: 3, stride: options.HasSmallImages ? 1 : 2).Relu();
        x = Convolution(x, "layers", 3, x.Channels, kernel: 3, groups: x.Channels).Relu();
        x = Convolution(x, "layers", 6, Scaled(16), kernel: 1);
        int module = 8;
        foreach ((int channels, int kernel, int stride, int expansion, int blocks) in Stages)
        {
            for (int block = 0; block < blocks; block++)
            {
                x = InvertedResidual(
                    x, $"layers.{module}.{block}.layers", Scaled(channels), kernel, stride: block == 0 ? stride : 1, expansion);
            }

            module++;
        }

        x = Convolution(x, "layers", module, 1280, kernel: 1).Relu();
        return network.Build(x.AdaptiveAvgPool2d(1).Flatten().Dropout(0.2).Linear("classifier.1", options.ClassCount));
    }

    private int Scaled(int channels) => ChannelRounding.ToMultiple(channels * WidthFactor, 8);

    private static Signal InvertedResidual(Signal input, string name, int outChannels, int kernel, int stride, int expansion)
    {
        int width = expansion * input.Channels;
        Signal x = Convolution(input, name, 0, width, kernel: 1).Relu();
        x = Convolution(x, name, 3, width, kernel, stride, groups: width).Relu();
        x = Convolution(x, name, 6, outChannels, kernel: 1);
        return stride == 1 && input.Channels == outChannels ? x.Add(input) : x;
    }

    private static Signal Convolution(
        Signal input, string name, int module, int channels, int kernel, int stride = 1, int groups = 1) => input
        .Conv2d($"{name}.{module}", channels, kernel, stride, padding: kernel / 2, groups: groups, bias: false)
        .BatchNorm2d($"{name}.{module + 1}", momentum: Momentum);
}
