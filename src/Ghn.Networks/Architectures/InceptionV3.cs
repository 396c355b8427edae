using Ghn.Networks.Layers;
using Ghn.Networks.State;

namespace Ghn.Networks.Architectures;

/// <summary>Inception v3 (Szegedy et al., 2015) with its auxiliary classifier; the five kinds of module are the paper's.</summary>
internal sealed record InceptionV3(string Name) : IArchitecture
{
    /// <summary>The architectures of this family.</summary>
    public static IReadOnlyList<IArchitecture> All { get; } = [new InceptionV3("inception_v3")];

    /// <inheritdoc/>
    public int ImageSize => 299;

    /// <inheritdoc/>
    public bool AdaptsToSmallImages => false;

    /// <inheritdoc/>
    public Network Build(ZooOptions options)
    {
        var network = new NetworkBuilder(Name, options.InputShape);
        network.Initialize<Conv2d>("weight", Initializer.TruncatedNormal(0.1));
        network.Initialize<Linear>("weight", Initializer.TruncatedNormal(0.1));
        network.Initialize<Linear>("weight", Initializer.TruncatedNormal(0.001), (name, _) => name == "AuxLogits.fc");

        Signal x = Convolution(InputTransform.Input(network, options), "Conv2d_1a_3x3", 32, kernel: 3, stride: 2);
        x = Convolution(x, "Conv2d_2a_3x3", 32, kernel: 3);
        x = Convolution(x, "Conv2d_2b_3x3", 64, kernel: 3, padding: 1).MaxPool2d(3, stride: 2, name: "maxpool1");
        x = Convolution(x, "Conv2d_3b_1x1", 80, kernel: 1);
        x = Convolution(x, "Conv2d_4a_3x3", 192, kernel: 3).MaxPool2d(3, stride: 2, name: "maxpool2");
        x = ModuleA(x, "Mixed_5b", poolChannels: 32);
        x = ModuleA(x, "Mixed_5c", poolChannels: 64);
        x = ModuleA(x, "Mixed_5d", poolChannels: 64);
        x = ModuleB(x, "Mixed_6a");
        x = ModuleC(x, "Mixed_6b", width: 128);
        x = ModuleC(x, "Mixed_6c", width: 160);
        x = ModuleC(x, "Mixed_6d", width: 160);
        x = ModuleC(x, "Mixed_6e", width: 192);
        Signal auxiliary = AuxiliaryHead(x, "AuxLogits", options.ClassCount);
        x = ModuleD(x, "Mixed_7a");
        x = ModuleE(x, "Mixed_7b");
        x = ModuleE(x, "Mixed_7c");
        return network.Build(x.AdaptiveAvgPool2d(1, "avgpool").Dropout().Flatten().Linear("fc", options.ClassCount), auxiliary);
    }

    /// <summary>Factorises 5×5 convolutions into 3×3 ones.</summary>
    private static Signal ModuleA(Signal input, string name, int poolChannels)
    {
        Signal branch1x1 = Convolution(input, $"{name}.branch1x1", 64, kernel: 1);
        Signal branch5x5 = Convolution(input, $"{name}.branch5x5_1", 48, kernel: 1);
        branch5x5 = Convolution(branch5x5, $"{name}.branch5x5_2", 64, kernel: 5, padding: 2);
        Signal branch3x3 = Convolution(input, $"{name}.branch3x3dbl_1", 64, kernel: 1);
        branch3x3 = Convolution(branch3x3, $"{name}.branch3x3dbl_2", 96, kernel: 3, padding: 1);
        branch3x3 = Convolution(branch3x3, $"{name}.branch3x3dbl_3", 96, kernel: 3, padding: 1);
        return SignalLayers.Concat([branch1x1, branch5x5, branch3x3, PoolBranch(input, name, poolChannels)]);
    }

    /// <summary>Halves the feature maps.</summary>
    private static Signal ModuleB(Signal input, string name)
    {
        Signal branch3x3 = Convolution(input, $"{name}.branch3x3", 384, kernel: 3, stride: 2);
        Signal branchDouble = Convolution(input, $"{name}.branch3x3dbl_1", 64, kernel: 1);
        branchDouble = Convolution(branchDouble, $"{name}.branch3x3dbl_2", 96, kernel: 3, padding: 1);
        branchDouble = Convolution(branchDouble, $"{name}.branch3x3dbl_3", 96, kernel: 3, stride: 2);
        return SignalLayers.Concat([branch3x3, branchDouble, input.MaxPool2d(3, stride: 2)]);
    }

    /// <summary>Factorises 7×7 convolutions into rows and columns.</summary>
    private static Signal ModuleC(Signal input, string name, int width)
    {
        Signal branch1x1 = Convolution(input, $"{name}.branch1x1", 192, kernel: 1);
        Signal branch7x7 = Convolution(input, $"{name}.branch7x7_1", width, kernel: 1);
        branch7x7 = Row(branch7x7, $"{name}.branch7x7_2", width, length: 7);
        branch7x7 = Column(branch7x7, $"{name}.branch7x7_3", 192, length: 7);
        Signal branchDouble = Convolution(input, $"{name}.branch7x7dbl_1", width, kernel: 1);
        branchDouble = Column(branchDouble, $"{name}.branch7x7dbl_2", width, length: 7);
        branchDouble = Row(branchDouble, $"{name}.branch7x7dbl_3", width, length: 7);
        branchDouble = Column(branchDouble, $"{name}.branch7x7dbl_4", width, length: 7);
        branchDouble = Row(branchDouble, $"{name}.branch7x7dbl_5", 192, length: 7);
        return SignalLayers.Concat([branch1x1, branch7x7, branchDouble, PoolBranch(input, name, 192)]);
    }

    /// <summary>Halves the feature maps once more.</summary>
    private static Signal ModuleD(Signal input, string name)
    {
        Signal branch3x3 = Convolution(input, $"{name}.branch3x3_1", 192, kernel: 1);
        branch3x3 = Convolution(branch3x3, $"{name}.branch3x3_2", 320, kernel: 3, stride: 2);
        Signal branch7x7 = Convolution(input, $"{name}.branch7x7x3_1", 192, kernel: 1);
        branch7x7 = Row(branch7x7, $"{name}.branch7x7x3_2", 192, length: 7);
        branch7x7 = Column(branch7x7, $"{name}.branch7x7x3_3", 192, length: 7);
        branch7x7 = Convolution(branch7x7, $"{name}.branch7x7x3_4", 192, kernel: 3, stride: 2);
        return SignalLayers.Concat([branch3x3, branch7x7, input.MaxPool2d(3, stride: 2)]);
    }

    /// <summary>Widens the last feature maps by rows and columns side by side.</summary>
    private static Signal ModuleE(Signal input, string name)
    {
        Signal branch1x1 = Convolution(input, $"{name}.branch1x1", 320, kernel: 1);
        Signal branch3x3 = Convolution(input, $"{name}.branch3x3_1", 384, kernel: 1);
        branch3x3 = SignalLayers.Concat(
        [
            Row(branch3x3, $"{name}.branch3x3_2a", 384, length: 3),
            Column(branch3x3, $"{name}.branch3x3_2b", 384, length: 3),
        ]);
        Signal branchDouble = Convolution(input, $"{name}.branch3x3dbl_1", 448, kernel: 1);
        branchDouble = Convolution(branchDouble, $"{name}.branch3x3dbl_2", 384, kernel: 3, padding: 1);
        branchDouble = SignalLayers.Concat(
        [
            Row(branchDouble, $"{name}.branch3x3dbl_3a", 384, length: 3),
            Column(branchDouble, $"{name}.branch3x3dbl_3b", 384, length: 3),
        ]);
        return SignalLayers.Concat([branch1x1, branch3x3, branchDouble, PoolBranch(input, name, 192)]);
    }

    private static Signal AuxiliaryHead(Signal input, string name, int classCount)
    {
        Signal x = Convolution(input.AvgPool2d(5, stride: 3), $"{name}.conv0", 128, kernel: 1);
        x = Convolution(x, $"{name}.conv1", 768, kernel: 5);
        return x.AdaptiveAvgPool2d(1).Flatten().Linear($"{name}.fc", classCount);
    }

    private static Signal PoolBranch(Signal input, string name, int channels) =>
        Convolution(input.AvgPool2d(3, stride: 1, padding: 1), $"{name}.branch_pool", channels, kernel: 1);

    private static Signal Row(Signal input, string name, int channels, int length) =>
        Convolution(input, name, channels, (1, length), padding: (0, length / 2));

    private static Signal Column(Signal input, string name, int channels, int length) =>
        Convolution(input, name, channels, (length, 1), padding: (length / 2, 0));

    private static Signal Convolution(Signal input, string name, int channels, Size2d kernel, int stride = 1, Size2d padding = default) =>
        input.Conv2d($"{name}.conv", channels, kernel, stride, padding, bias: false).BatchNorm2d($"{name}.bn", epsilon: 0.001).Relu();
}
