using Ghn.Networks.Layers;
using Ghn.Networks.Layers.Attention;
using Ghn.Networks.State;

namespace Ghn.Networks.Architectures;

/// <summary>
/// Swin transformers (Liu et al., 2021): attention within windows that shift from block to block, over maps that
/// shrink from stage to stage by the merging of 2×2 patches.
/// </summary>
public sealed record Swin(string Name, int Features, int[] Blocks, int[] Heads, double StochasticDepth) : IArchitecture
{
    private const int Patch = 4;
    private const int Window = 7;

    /// <summary>The architectures of this family.</summary>
    public static IReadOnlyList<IArchitecture> All { get; } =
    [
        new Swin("swin_t", Features: 96, [2, 2, 6, 2], Heads: [3, 6, 12, 24], StochasticDepth: 0.2),
        new Swin("swin_s", Features: 96, [2, 2, 18, 2], Heads: [3, 6, 12, 24], StochasticDepth: 0.3),
        new Swin("swin_b", Features: 128, [2, 2, 18, 2], Heads: [4, 8, 16, 32], StochasticDepth: 0.5),
    ];

    /// <inheritdoc/>
    public bool AdaptsToSmallImages => false;

    /// <inheritdoc/>
    public Network Build(ZooOptions options)
    {
        var network = new NetworkBuilder(Name, options.InputShape);
        InitializeLinear(network);

        Signal x = network.Input.Conv2d("features.0.0", Features, kernel: Patch, stride: Patch).ChannelsLast().LayerNorm("features.0.2");
        int lastBlock = Blocks.Sum() - 1;
        int blocksBefore = 0;
        for (int stage = 0; stage < Blocks.Length; stage++)
        {
            if (stage > 0)
            {
                x = MergePatches(x, $"features.{2 * stage}");
            }

            for (int block = 0; block < Blocks[stage]; block++)
            {
                int shift = block % 2 == 0 ? 0 : Window / 2;
                double dropProbability = StochasticDepth * blocksBefore++ / lastBlock;
                x = Block(x, $"features.{(2 * stage) + 1}.{block}", Heads[stage], shift, dropProbability);
            }
        }

        return network.Build(
            x.LayerNorm("norm").ChannelsFirst().AdaptiveAvgPool2d(1, "avgpool").Flatten().Linear("head", options.ClassCount));
    }

    private static void InitializeLinear(NetworkBuilder network)
    {
        Initializer narrow = Initializer.TruncatedNormal(0.02);
        network.Initialize<Linear>("weight", narrow);
        network.Initialize<Linear>("bias", Initializer.Zeros);
        foreach (string map in (string[])["qkv", "proj"])
        {
            network.Initialize<ShiftedWindowAttention>($"{map}.weight", narrow);
            network.Initialize<ShiftedWindowAttention>($"{map}.bias", Initializer.Zeros);
        }
    }

    private static Signal MergePatches(Signal input, string name)
    {
        input.Network.Declare($"{name}.reduction");
        return input.PatchMerging().LayerNorm($"{name}.norm").Linear($"{name}.reduction", 2 * input.Features, bias: false);
    }

    private static Signal Block(Signal input, string name, int heads, int shift, double dropProbability)
    {
        Signal attention = input
            .LayerNorm($"{name}.norm1").ShiftedWindowAttention($"{name}.attn", heads, Window, shift)
            .StochasticDepth(dropProbability);
        Signal x = input.Add(attention);
        Signal perceptron = x
            .LayerNorm($"{name}.norm2")
            .Linear($"{name}.mlp.0", 4 * input.Features).Activate(ActivationFunction.Gelu)
            .Linear($"{name}.mlp.3", input.Features)
            .StochasticDepth(dropProbability);
        return x.Add(perceptron);
    }
}
