using Ghn.Networks.Layers;
using Ghn.Networks.State;

namespace Ghn.Networks.Architectures;

/// <summary>
/// MobileNetV2 (Sandler et al., 2018): inverted residual blocks widen the features with a 1×1 convolution, filter them
/// depthwise, and project them back without an activation.
/// </summary>
internal sealed record MobileNetV2(string Name) : IArchitecture
{
    /// <summary>On small images, none of this many first modules of <c>features</c> strides.</summary>
    private const int ModulesWithoutStride = 5;

    /// <summary>The stages of blocks (Table 2 of the paper).</summary>
    private static readonly (int Expansion, int Channels, int Blocks, int Stride)[] Stages =
        [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];

    /// <summary>The architectures of this family.</summary>
    public static IReadOnlyList<IArchitecture> All { get; } = [new MobileNetV2("mobilenet_v2")];

    /// <inheritdoc/>
    public Network Build(ZooOptions options)
    {
        var network = new NetworkBuilder(Name, options.InputShape);
        network.Initialize<Conv2d>("weight", Initializer.KaimingNormal(Fan.Out));
        network.Initialize<Linear>("weight", Initializer.Normal(0.01));
        network.Initialize<Linear>("bias", Initializer.Zeros);

        int StrideOf(int module, int stride) => options.HasSmallImages && module < ModulesWithoutStride ? 1 : stride;

        Signal x = Convolution(network.Input, "features.0", 32, kernel: 3, StrideOf(0, 2));
        int module = 1;
        foreach ((int expansion, int channels, int blocks, int stride) in Stages)
        {
            for (int block = 0; block < blocks; block++)
            {
                x = InvertedResidual(x, $"features.{module}.conv", expansion, channels, StrideOf(module, block == 0 ? stride : 1));
                module++;
            }
        }

        x = Convolution(x, $"features.{module}", 1280, kernel: 1);
        return network.Build(x.AdaptiveAvgPool2d(1).Flatten().Dropout(0.2).Linear("classifier.1", options.ClassCount));
    }

    private static Signal InvertedResidual(Signal input, string name, int expansion, int outChannels, int stride)
    {
        int width = expansion * input.Channels;
        int module = 0;
        Signal x = input;
        if (expansion > 1)
        {
            x = Convolution(x, $"{name}.{module++}", width, kernel: 1);
        }

        x = Convolution(x, $"{name}.{module++}", width, kernel: 3, stride, groups: width)
            .Conv2d($"{name}.{module++}", outChannels, kernel: 1, bias: false).BatchNorm2d($"{name}.{module}");
        return stride == 1 && input.Channels == outChannels ? input.Add(x) : x;
    }

    private static Signal Convolution(Signal input, string name, int channels, int kernel, int stride = 1, int groups = 1) => input
        .Conv2d($"{name}.0", channels, kernel, stride, padding: kernel / 2, groups: groups, bias: false).BatchNorm2d($"{name}.1")
        .Activate(ActivationFunction.Relu6);
}
