namespace Ghn.Networks.Architectures;

/// <summary>
/// ShuffleNetV2 (Ma et al., 2018): a block transforms half of the channels and shuffles them with the other half; the first
/// block of a stage halves the resolution and transforms both.
/// </summary>
internal sealed record ShuffleNetV2(string Name, int[] StageChannels, int LastChannels) : IArchitecture
{
    private const int StemChannels = 24;
    private const int Branches = 2;

    private static readonly int[] Blocks = [4, 8, 4];

    /// <summary>The architectures of this family.</summary>
    public static IReadOnlyList<IArchitecture> All { get; } =
    [
        new ShuffleNetV2("shufflenet_v2_x0_5", [48, 96, 192], LastChannels: 1024),
        new ShuffleNetV2("shufflenet_v2_x1_0", [116, 232, 464], LastChannels: 1024),
        new ShuffleNetV2("shufflenet_v2_x1_5", [176, 352, 704], LastChannels: 1024),
        new ShuffleNetV2("shufflenet_v2_x2_0", [244, 488, 976], LastChannels: 2048),
    ];

    /// <inheritdoc/>
    public Network Build(ZooOptions options)
    {
        var network = new NetworkBuilder(Name, options.InputShape);
        Signal x = network.Input
            .Conv2d("conv1.0", StemChannels, kernel: 3, stride: 2, padding: 1, bias: false).BatchNorm2d("conv1.1").Relu();
        if (!options.HasSmallImages)
        {
            x = x.MaxPool2d(3, stride: 2, padding: 1, name: "maxpool");
        }

        for (int stage = 0; stage < Blocks.Length; stage++)
        {
            x = HalvingBlock(x, $"stage{stage + 2}.0", StageChannels[stage]);
            for (int block = 1; block < Blocks[stage]; block++)
            {
                x = Block(x, $"stage{stage + 2}.{block}");
            }
        }

        x = x.Conv2d("conv5.0", LastChannels, kernel: 1, bias: false).BatchNorm2d("conv5.1").Relu();
        return network.Build(x.AdaptiveAvgPool2d(1).Flatten().Linear("fc", options.ClassCount));
    }

    private static Signal HalvingBlock(Signal input, string name, int outChannels)
    {
        int width = outChannels / Branches;
        Signal shortcut = input
            .Conv2d($"{name}.branch1.0", input.Channels, kernel: 3, stride: 2, padding: 1, groups: input.Channels, bias: false)
            .BatchNorm2d($"{name}.branch1.1")
            .Conv2d($"{name}.branch1.2", width, kernel: 1, bias: false).BatchNorm2d($"{name}.branch1.3").Relu();
        return Shuffled(shortcut, Branch(input, $"{name}.branch2", width, stride: 2));
    }

    private static Signal Block(Signal input, string name)
    {
        int width = input.Channels / Branches;
        return Shuffled(input.ChannelSlice(0, width), Branch(input.ChannelSlice(width, width), $"{name}.branch2", width, stride: 1));
    }

    private static Signal Branch(Signal input, string name, int width, int stride) => input
        .Conv2d($"{name}.0", width, kernel: 1, bias: false).BatchNorm2d($"{name}.1").Relu()
        .Conv2d($"{name}.3", width, kernel: 3, stride, padding: 1, groups: width, bias: false).BatchNorm2d($"{name}.4")
        .Conv2d($"{name}.5", width, kernel: 1, bias: false).BatchNorm2d($"{name}.6").Relu();

    private static Signal Shuffled(Signal left, Signal right) => SignalLayers.Concat([left, right]).ChannelShuffle(Branches);
}
