using Ghn.Networks.Layers;
using Ghn.Networks.State;
using static Ghn.Networks.Layers.ActivationFunction;

namespace Ghn.Networks.Architectures;

/// <summary>
/// EfficientNet (Tan and Le, 2019) scales one network in width and depth together; EfficientNetV2 (Tan and Le, 2021) fuses the
/// first two convolutions of early blocks.
/// </summary>
internal sealed record EfficientNet(
    string Name, int StemChannels, EfficientNet.Stage[] Stages, int LastChannels, double Dropout, double Epsilon, double Momentum)
    : IArchitecture
{
    private const double StochasticDepth = 0.2;
    private const int ChannelDivisor = 8;

    /// <summary>The stages of EfficientNet-B0 (Table 1 of the first paper).</summary>
    private static readonly Stage[] BaselineStages =
    [
        new(Fused: false, Expansion: 1, Kernel: 3, Stride: 1, Channels: 16, Blocks: 1),
        new(false, 6, Kernel: 3, Stride: 2, 24, 2),
        new(false, 6, Kernel: 5, Stride: 2, 40, 2),
        new(false, 6, Kernel: 3, Stride: 2, 80, 3),
        new(false, 6, Kernel: 5, Stride: 1, 112, 3),
        new(false, 6, Kernel: 5, Stride: 2, 192, 4),
        new(false, 6, Kernel: 3, Stride: 1, 320, 1),
    ];

    /// <summary>The architectures of this family.</summary>
    public static IReadOnlyList<IArchitecture> All { get; } =
    [
        Scaled("efficientnet_b0", width: 1.0, depth: 1.0, dropout: 0.2),
        Scaled("efficientnet_b1", width: 1.0, depth: 1.1, dropout: 0.2),
        Scaled("efficientnet_b2", width: 1.1, depth: 1.2, dropout: 0.3),
        Scaled("efficientnet_b3", width: 1.2, depth: 1.4, dropout: 0.3),
        Scaled("efficientnet_b4", width: 1.4, depth: 1.8, dropout: 0.4),
        Scaled("efficientnet_b5", width: 1.6, depth: 2.2, dropout: 0.4, epsilon: 1e-3, momentum: 0.01),
        Scaled("efficientnet_b6", width: 1.8, depth: 2.6, dropout: 0.5, epsilon: 1e-3, momentum: 0.01),
        Scaled("efficientnet_b7", width: 2.0, depth: 3.1, dropout: 0.5, epsilon: 1e-3, momentum: 0.01),
        SecondVersion(
            "efficientnet_v2_s",
            [
                new(Fused: true, Expansion: 1, Kernel: 3, Stride: 1, Channels: 24, Blocks: 2),
                new(true, 4, 3, Stride: 2, 48, 4),
                new(true, 4, 3, Stride: 2, 64, 4),
                new(Fused: false, 4, 3, Stride: 2, 128, 6),
                new(false, 6, 3, Stride: 1, 160, 9),
                new(false, 6, 3, Stride: 2, 256, 15),
            ],
            dropout: 0.2),
        SecondVersion(
            "efficientnet_v2_m",
            [
                new(Fused: true, Expansion: 1, Kernel: 3, Stride: 1, Channels: 24, Blocks: 3),
                new(true, 4, 3, Stride: 2, 48, 5),
                new(true, 4, 3, Stride: 2, 80, 5),
                new(Fused: false, 4, 3, Stride: 2, 160, 7),
                new(false, 6, 3, Stride: 1, 176, 14),
                new(false, 6, 3, Stride: 2, 304, 18),
                new(false, 6, 3, Stride: 1, 512, 5),
            ],
            dropout: 0.3),
        SecondVersion(
            "efficientnet_v2_l",
            [
                new(Fused: true, Expansion: 1, Kernel: 3, Stride: 1, Channels: 32, Blocks: 4),
                new(true, 4, 3, Stride: 2, 64, 7),
                new(true, 4, 3, Stride: 2, 96, 7),
                new(Fused: false, 4, 3, Stride: 2, 192, 10),
                new(false, 6, 3, Stride: 1, 224, 19),
                new(false, 6, 3, Stride: 2, 384, 25),
                new(false, 6, 3, Stride: 1, 640, 7),
            ],
            dropout: 0.4),
    ];

    /// <inheritdoc/>
    public bool AdaptsToSmallImages => false;

    /// <inheritdoc/>
    public Network Build(ZooOptions options)
    {
        var network = new NetworkBuilder(Name, options.InputShape);
        network.Initialize<Conv2d>("weight", Initializer.KaimingNormal(Fan.Out));
        network.Initialize<Conv2d>("bias", Initializer.Zeros);
        network.Initialize<Linear>("weight", linear => Initializer.Uniform(1 / Math.Sqrt(linear.OutFeatures)));
        network.Initialize<Linear>("bias", Initializer.Zeros);

        Signal x = Convolution(network.Input, "features.0", StemChannels, kernel: 3, stride: 2).Activate(Silu);
        int allBlocks = Stages.Sum(stage => stage.Blocks);
        int blocksBefore = 0;
        for (int i = 0; i < Stages.Length; i++)
        {
            for (int block = 0; block < Stages[i].Blocks; block++)
            {
                Stage stage = block == 0 ? Stages[i] : Stages[i] with { Stride = 1 };
                x = Block(x, $"features.{i + 1}.{block}", stage, StochasticDepth * blocksBefore++ / allBlocks);
            }
        }

        x = Convolution(x, $"features.{Stages.Length + 1}", LastChannels, kernel: 1).Activate(Silu);
        return network.Build(x.AdaptiveAvgPool2d(1, "avgpool").Flatten().Dropout(Dropout).Linear("classifier.1", options.ClassCount));
    }

    private static EfficientNet Scaled(
        string name, double width, double depth, double dropout, double epsilon = 1e-5, double momentum = 0.1)
    {
        int Widened(int channels) => ChannelRounding.ToMultiple(width * channels, ChannelDivisor);
        Stage[] stages =
        [
            .. BaselineStages.Select(stage => stage with
            {
                Channels = Widened(stage.Channels),
                Blocks = (int)Math.Ceiling(depth * stage.Blocks),
            }),
        ];
        return new EfficientNet(name, Widened(32), stages, LastChannels: 4 * stages[^1].Channels, dropout, epsilon, momentum);
    }

    private static EfficientNet SecondVersion(string name, Stage[] stages, double dropout) =>
        new(name, StemChannels: stages[0].Channels, stages, LastChannels: 1280, dropout, Epsilon: 1e-3, Momentum: 0.1);

    private Signal Block(Signal input, string name, Stage stage, double dropProbability)
    {
        Signal x = stage.Fused ? FusedBranch(input, $"{name}.block", stage) : Branch(input, $"{name}.block", stage);
        return stage.Stride == 1 && input.Channels == stage.Channels ? x.StochasticDepth(dropProbability).Add(input) : x;
    }

    private Signal Branch(Signal input, string name, Stage stage)
    {
        int width = stage.Expansion * input.Channels;
        int module = 0;
        Signal x = input;
        if (stage.Expansion > 1)
        {
            x = Convolution(x, $"{name}.{module++}", width, kernel: 1).Activate(Silu);
        }

        x = Convolution(x, $"{name}.{module++}", width, stage.Kernel, stage.Stride, groups: width).Activate(Silu)
            .SqueezeExcitation($"{name}.{module++}", squeezeChannels: Math.Max(1, input.Channels / 4), activation: Silu);
        return Convolution(x, $"{name}.{module}", stage.Channels, kernel: 1);
    }

    private Signal FusedBranch(Signal input, string name, Stage stage)
    {
        if (stage.Expansion == 1)
        {
            return Convolution(input, $"{name}.0", stage.Channels, stage.Kernel, stage.Stride).Activate(Silu);
        }

        Signal x = Convolution(input, $"{name}.0", stage.Expansion * input.Channels, stage.Kernel, stage.Stride).Activate(Silu);
        return Convolution(x, $"{name}.1", stage.Channels, kernel: 1);
    }

    private Signal Convolution(Signal input, string name, int channels, int kernel, int stride = 1, int groups = 1) => input
        .Conv2d($"{name}.0", channels, kernel, stride, padding: kernel / 2, groups: groups, bias: false)
        .BatchNorm2d($"{name}.1", Epsilon, Momentum);

    /// <summary>Consecutive blocks with outputs of one size.</summary>
    /// <param name="Fused">Whether one convolution does the work of the expansion and the depthwise one, without squeezing.</param>
    /// <param name="Expansion">How many times more channels the inside of a block has than its input.</param>
    /// <param name="Kernel">The side of the depthwise, or fused, kernel.</param>
    /// <param name="Stride">The stride of the first block.</param>
    /// <param name="Channels">The channels of the output.</param>
    /// <param name="Blocks">The number of blocks.</param>
    internal sealed record Stage(bool Fused, int Expansion, int Kernel, int Stride, int Channels, int Blocks);
}
