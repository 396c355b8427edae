using Ghn.Networks.Layers;
using Ghn.Networks.State;

namespace Ghn.Networks.Architectures;

/// <summary>
/// Residual networks (He et al., 2015), their wide form (Zagoruyko and Komodakis, 2016) and ResNeXt (Xie et al., 2016),
/// as torchvision defines them: the stride of a bottleneck sits in its 3×3 convolution.
/// </summary>
internal sealed record ResNet(string Name, bool Bottleneck, int[] Blocks, int Groups = 1, int WidthPerGroup = 64) : IArchitecture
{
    /// <summary>The architectures of this family.</summary>
    public static IReadOnlyList<IArchitecture> All { get; } =
    [
        new ResNet("resnet18", Bottleneck: false, [2, 2, 2, 2]),
        new ResNet("resnet34", Bottleneck: false, [3, 4, 6, 3]),
        new ResNet("resnet50", Bottleneck: true, [3, 4, 6, 3]),
        new ResNet("resnet101", Bottleneck: true, [3, 4, 23, 3]),
        new ResNet("resnet152", Bottleneck: true, [3, 8, 36, 3]),
        new ResNet("resnext50_32x4d", Bottleneck: true, [3, 4, 6, 3], Groups: 32, WidthPerGroup: 4),
        new ResNet("resnext101_32x8d", Bottleneck: true, [3, 4, 23, 3], Groups: 32, WidthPerGroup: 8),
        new ResNet("resnext101_64x4d", Bottleneck: true, [3, 4, 23, 3], Groups: 64, WidthPerGroup: 4),
        new ResNet("wide_resnet50_2", Bottleneck: true, [3, 4, 6, 3], WidthPerGroup: 128),
        new ResNet("wide_resnet101_2", Bottleneck: true, [3, 4, 23, 3], WidthPerGroup: 128),
    ];

    /// <inheritdoc/>
    public Network Build(ZooOptions options)
    {
        var network = new NetworkBuilder(Name, options.InputShape);
        network.Initialize<Conv2d>("weight", Initializer.KaimingNormal(Fan.Out));

        Signal x = options.HasSmallImages
            ? network.Input.Conv2d("conv1", 64, kernel: 3, padding: 1, bias: false)
            : network.Input.Conv2d("conv1", 64, kernel: 7, stride: 2, padding: 3, bias: false);
        x = x.BatchNorm2d("bn1").Relu();
        if (!options.HasSmallImages)
        {
            x = x.MaxPool2d(3, stride: 2, padding: 1, name: "maxpool");
        }

        for (int stage = 0; stage < Blocks.Length; stage++)
        {
            for (int block = 0; block < Blocks[stage]; block++)
            {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                x = Block(x, $"layer{stage + 1}.{block}", planes: 64 << stage, stride);
            }
        }

        return network.Build(x.AdaptiveAvgPool2d(1, "avgpool").Flatten().Linear("fc", options.ClassCount));
    }

    private Signal Block(Signal input, string name, int planes, int stride)
    {
        int outChannels = Bottleneck ? 4 * planes : planes;
        Signal residual = Bottleneck ? BottleneckBranch(input, name, planes, stride) : BasicBranch(input, name, planes, stride);
        Signal shortcut = stride == 1 && input.Channels == outChannels
            ? input
            : input.Conv2d($"{name}.downsample.0", outChannels, kernel: 1, stride, bias: false).BatchNorm2d($"{name}.downsample.1");
        return residual.Add(shortcut).Relu();
    }

    private static Signal BasicBranch(Signal input, string name, int planes, int stride) => input
        .Conv2d($"{name}.conv1", planes, kernel: 3, stride, padding: 1, bias: false).BatchNorm2d($"{name}.bn1").Relu()
        .Conv2d($"{name}.conv2", planes, kernel: 3, padding: 1, bias: false).BatchNorm2d($"{name}.bn2");

    private Signal BottleneckBranch(Signal input, string name, int planes, int stride)
    {
        int width = planes * WidthPerGroup / 64 * Groups;
        return input
            .Conv2d($"{name}.conv1", width, kernel: 1, bias: false).BatchNorm2d($"{name}.bn1").Relu()
            .Conv2d($"{name}.conv2", width, kernel: 3, stride, padding: 1, groups: Groups, bias: false).BatchNorm2d($"{name}.bn2").Relu()
            .Conv2d($"{name}.conv3", 4 * planes, kernel: 1, bias: false).BatchNorm2d($"{name}.bn3");
    }
}
