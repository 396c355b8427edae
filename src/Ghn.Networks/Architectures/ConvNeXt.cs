using Ghn.Networks.Layers;
using Ghn.Networks.State;

namespace Ghn.Networks.Architectures;

/// <summary>
/// ConvNeXt (Liu et al., 2022): a convolutional network in the manner of Swin. A block filters depthwise with a 7×7 kernel,
/// then mixes the channels of each position with a perceptron.
/// </summary>
public sealed record ConvNeXt(string Name, int Channels, int[] Blocks, double StochasticDepth) : IArchitecture
{
    private const double Epsilon = 1e-6;
    private const int Patch = 4;

    /// <summary>The architectures of this family.</summary>
    public static IReadOnlyList<IArchitecture> All { get; } =
    [
        new ConvNeXt("convnext_tiny", Channels: 96, [3, 3, 9, 3], StochasticDepth: 0.1),
        new ConvNeXt("convnext_small", Channels: 96, [3, 3, 27, 3], StochasticDepth: 0.4),
        new ConvNeXt("convnext_base", Channels: 128, [3, 3, 27, 3], StochasticDepth: 0.5),
        new ConvNeXt("convnext_large", Channels: 192, [3, 3, 27, 3], StochasticDepth: 0.5),
    ];

    /// <inheritdoc/>
    public Network Build(ZooOptions options)
    {
        var network = new NetworkBuilder(Name, options.InputShape);
        network.Initialize<Conv2d>("weight", Initializer.TruncatedNormal(0.02));
        network.Initialize<Conv2d>("bias", Initializer.Zeros);
        network.Initialize<Linear>("weight", Initializer.TruncatedNormal(0.02));
        network.Initialize<Linear>("bias", Initializer.Zeros);

        Signal x = network.Input
            .Conv2d("features.0.0", Channels, kernel: Patch, stride: options.HasSmallImages ? 1 : Patch)
            .LayerNorm("features.0.1", Epsilon, channelsFirst: true);
        int lastBlock = Blocks.Sum() - 1;
        int blocksBefore = 0;
        for (int stage = 0; stage < Blocks.Length; stage++)
        {
            if (stage > 0)
            {
                x = x.LayerNorm($"features.{2 * stage}.0", Epsilon, channelsFirst: true)
                    .Conv2d($"features.{2 * stage}.1", 2 * x.Channels, kernel: 2, stride: 2);
            }

            for (int block = 0; block < Blocks[stage]; block++)
            {
                x = Block(x, $"features.{(2 * stage) + 1}.{block}", StochasticDepth * blocksBefore++ / lastBlock);
            }
        }

        return network.Build(
            x.AdaptiveAvgPool2d(1, "avgpool").LayerNorm("classifier.0", Epsilon, channelsFirst: true).Flatten()
                .Linear("classifier.2", options.ClassCount));
    }

    private static Signal Block(Signal input, string name, double dropProbability)
    {
        input.Network.Declare($"{name}.layer_scale");
        Signal branch = input
            .Conv2d($"{name}.block.0", input.Channels, kernel: 7, padding: 3, groups: input.Channels)
            .ChannelsLast().LayerNorm($"{name}.block.2", Epsilon)
            .Linear($"{name}.block.3", 4 * input.Channels).Activate(ActivationFunction.Gelu)
            .Linear($"{name}.block.5", input.Channels).ChannelsFirst()
            .LayerScale($"{name}.layer_scale")
            .StochasticDepth(dropProbability);
        return branch.Add(input);
    }
}
