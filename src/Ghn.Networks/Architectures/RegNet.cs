using Ghn.Networks.Layers;
using Ghn.Networks.State;

namespace Ghn.Networks.Architectures;

/// <summary>
/// Networks from a design space (Radosavovic et al., 2020): stages of equal blocks, each of which is a residual bottleneck of
/// group convolutions that does not narrow. RegNetY adds squeeze and excitation.
/// </summary>
/// <param name="Name">The name.</param>
/// <param name="Stages">The width and the number of blocks of each stage; each begins with a stride of 2.</param>
/// <param name="GroupWidth">The channels of each group of the 3×3 convolutions.</param>
/// <param name="SqueezeExcitation">Whether channels are gated: RegNetY.</param>
internal sealed record RegNet(
    string Name, IReadOnlyList<(int Width, int Depth)> Stages, int GroupWidth, bool SqueezeExcitation) : IArchitecture
{
    private const int StemChannels = 32;
    private const double SqueezeRatio = 0.25;

    /// <summary>The architectures of this family.</summary>
    public static IReadOnlyList<IArchitecture> All { get; } =
    [
        Quantized("regnet_x_400mf", 22, 24, 24.48, 2.54, groupWidth: 16, squeezeExcitation: false),
        Quantized("regnet_x_800mf", 16, 56, 35.73, 2.28, groupWidth: 16, squeezeExcitation: false),
        Quantized("regnet_x_1_6gf", 18, 80, 34.01, 2.25, groupWidth: 24, squeezeExcitation: false),
        Quantized("regnet_x_3_2gf", 25, 88, 26.31, 2.25, groupWidth: 48, squeezeExcitation: false),
        Quantized("regnet_x_8gf", 23, 80, 49.56, 2.88, groupWidth: 120, squeezeExcitation: false),
        Quantized("regnet_x_16gf", 22, 216, 55.59, 2.1, groupWidth: 128, squeezeExcitation: false),
        Quantized("regnet_x_32gf", 23, 320, 69.86, 2.0, groupWidth: 168, squeezeExcitation: false),
        Quantized("regnet_y_400mf", 16, 48, 27.89, 2.09, groupWidth: 8, squeezeExcitation: true),
        Quantized("regnet_y_800mf", 14, 56, 38.84, 2.4, groupWidth: 16, squeezeExcitation: true),
        Quantized("regnet_y_1_6gf", 27, 48, 20.71, 2.65, groupWidth: 24, squeezeExcitation: true),
        Quantized("regnet_y_3_2gf", 21, 80, 42.63, 2.66, groupWidth: 24, squeezeExcitation: true),
        Quantized("regnet_y_8gf", 17, 192, 76.82, 2.19, groupWidth: 56, squeezeExcitation: true),
        Quantized("regnet_y_16gf", 18, 200, 106.23, 2.48, groupWidth: 112, squeezeExcitation: true),
        Quantized("regnet_y_32gf", 20, 232, 115.89, 2.53, groupWidth: 232, squeezeExcitation: true),
    ];

    /// <inheritdoc/>
    public bool AdaptsToSmallImages => false;

    /// <inheritdoc/>
    public Network Build(ZooOptions options)
    {
        var network = new NetworkBuilder(Name, options.InputShape);
        network.Initialize<Conv2d>("weight", Initializer.KaimingNormal(Fan.Out));
        network.Initialize<Linear>("weight", Initializer.Normal(0.01));
        network.Initialize<Linear>("bias", Initializer.Zeros);

        Signal x = network.Input.Conv2d("stem.0", StemChannels, kernel: 3, stride: 2, padding: 1, bias: false).BatchNorm2d("stem.1").Relu();
        for (int stage = 1; stage <= Stages.Count; stage++)
        {
            (int stageWidth, int depth) = Stages[stage - 1];
            int groupWidth = Math.Min(GroupWidth, stageWidth);
            int width = ChannelRounding.ToMultiple(stageWidth, groupWidth);
            for (int block = 0; block < depth; block++)
            {
                string name = $"trunk_output.block{stage}.block{stage}-{block}";
                x = Block(x, name, width, stride: block == 0 ? 2 : 1, groups: width / groupWidth);
            }
        }

        return network.Build(x.AdaptiveAvgPool2d(1, "avgpool").Flatten().Linear("fc", options.ClassCount));
    }

    /// <summary>
    /// A network of the design space: block i has the width <c>w₀ + w_a·i</c>, quantised to <c>w₀·w_mᵏ</c> and to a multiple
    /// of 8; blocks of equal width make a stage.
    /// </summary>
    /// <param name="name">The name.</param>
    /// <param name="depth">The number of blocks.</param>
    /// <param name="initialWidth">The width of the first block, <c>w₀</c>.</param>
    /// <param name="slope">How much wider each next block is before quantisation, <c>w_a</c>.</param>
    /// <param name="multiplier">The ratio of the widths of two stages, <c>w_m</c>.</param>
    /// <param name="groupWidth">The channels of each group of the 3×3 convolutions.</param>
    /// <param name="squeezeExcitation">Whether channels are gated.</param>
    private static RegNet Quantized(
        string name, int depth, int initialWidth, double slope, double multiplier, int groupWidth, bool squeezeExcitation)
    {
        IEnumerable<int> widths = Enumerable.Range(0, depth).Select(block =>
        {
            double width = initialWidth + (slope * block);
            double power = Math.Round(Math.Log(width / initialWidth) / Math.Log(multiplier));
            return 8 * (int)Math.Round(initialWidth * Math.Pow(multiplier, power) / 8);
        });
        return new RegNet(
            name, [.. widths.CountBy(width => width).Select(stage => (stage.Key, stage.Value))], groupWidth, squeezeExcitation);
    }

    private Signal Block(Signal input, string name, int width, int stride, int groups)
    {
        Signal shortcut = stride == 1 && input.Channels == width
            ? input
            : input.Conv2d($"{name}.proj.0", width, kernel: 1, stride, bias: false).BatchNorm2d($"{name}.proj.1");
        Signal x = input
            .Conv2d($"{name}.f.a.0", width, kernel: 1, bias: false).BatchNorm2d($"{name}.f.a.1").Relu()
            .Conv2d($"{name}.f.b.0", width, kernel: 3, stride, padding: 1, groups: groups, bias: false).BatchNorm2d($"{name}.f.b.1").Relu();
        if (SqueezeExcitation)
        {
            x = x.SqueezeExcitation($"{name}.f.se", squeezeChannels: (int)Math.Round(SqueezeRatio * input.Channels));
        }

        x = x.Conv2d($"{name}.f.c.0", width, kernel: 1, bias: false).BatchNorm2d($"{name}.f.c.1");
        return shortcut.Add(x).Relu();
    }
}
