using Ghn.Networks.Layers;
using Ghn.Networks.State;

namespace Ghn.Networks.Architectures;

/// <summary>
/// Densely connected networks (Huang et al., 2017): each layer of a block takes the features of all layers before it.
/// </summary>
/// <param name="Name">The name.</param>
/// <param name="GrowthRate">The channels that each layer adds.</param>
/// <param name="Blocks">The number of layers of each block.</param>
/// <param name="StemChannels">The channels of the first convolution.</param>
internal sealed record DenseNet(string Name, int GrowthRate, int[] Blocks, int StemChannels) : IArchitecture
{
    /// <summary>How many times the growth rate a layer's 1×1 convolution leaves for its 3×3 convolution.</summary>
    private const int BottleneckFactor = 4;

    /// <summary>The architectures of this family.</summary>
    public static IReadOnlyList<IArchitecture> All { get; } =
    [
        new DenseNet("densenet121", GrowthRate: 32, [6, 12, 24, 16], StemChannels: 64),
        new DenseNet("densenet161", GrowthRate: 48, [6, 12, 36, 24], StemChannels: 96),
        new DenseNet("densenet169", GrowthRate: 32, [6, 12, 32, 32], StemChannels: 64),
        new DenseNet("densenet201", GrowthRate: 32, [6, 12, 48, 32], StemChannels: 64),
    ];

    /// <inheritdoc/>
    public Network Build(ZooOptions options)
    {
        var network = new NetworkBuilder(Name, options.InputShape);
        network.Initialize<Conv2d>("weight", Initializer.KaimingNormal());
        network.Initialize<Linear>("bias", Initializer.Zeros);

        Signal x = options.HasSmallImages
            ? network.Input.Conv2d("features.conv0", StemChannels, kernel: 3, padding: 1, bias: false)
            : network.Input.Conv2d("features.conv0", StemChannels, kernel: 7, stride: 2, padding: 3, bias: false);
        x = x.BatchNorm2d("features.norm0").Relu();
        if (!options.HasSmallImages)
        {
            x = x.MaxPool2d(3, stride: 2, padding: 1, name: "features.pool0");
        }

        for (int block = 1; block <= Blocks.Length; block++)
        {
            x = DenseBlock(x, $"features.denseblock{block}", Blocks[block - 1]);
            if (block < Blocks.Length)
            {
                x = Transition(x, $"features.transition{block}");
            }
        }

        x = x.BatchNorm2d("features.norm5").Relu().AdaptiveAvgPool2d(1).Flatten();
        return network.Build(x.Linear("classifier", options.ClassCount));
    }

    private Signal DenseBlock(Signal input, string name, int layers)
    {
        List<Signal> features = [input];
        Signal all = input;
        for (int layer = 1; layer <= layers; layer++)
        {
            features.Add(DenseLayer(all, $"{name}.denselayer{layer}"));
            all = SignalLayers.Concat([.. features]);
        }

        return all;
    }

    private Signal DenseLayer(Signal input, string name) => input
        .BatchNorm2d($"{name}.norm1").Relu().Conv2d($"{name}.conv1", BottleneckFactor * GrowthRate, kernel: 1, bias: false)
        .BatchNorm2d($"{name}.norm2").Relu().Conv2d($"{name}.conv2", GrowthRate, kernel: 3, padding: 1, bias: false);

    private static Signal Transition(Signal input, string name) => input
        .BatchNorm2d($"{name}.norm").Relu().Conv2d($"{name}.conv", input.Channels / 2, kernel: 1, bias: false)
        .AvgPool2d(2, name: $"{name}.pool");
}
