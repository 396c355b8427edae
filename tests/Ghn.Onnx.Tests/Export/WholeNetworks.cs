using Ghn.Networks;
using Ghn.Networks.Architectures;

namespace Ghn.Onnx.Tests;

/// <summary>Whole networks of every kind for small images, the largest families in narrow forms.</summary>
internal static class WholeNetworks
{
    private const int ClassCount = 10;

    private static readonly IArchitecture[] Narrow =
    [
        new VisionTransformer("narrow ViT", Patch: 16, Layers: 2, Heads: 3, Features: 48),
        new Swin("narrow Swin", Features: 12, [2, 2, 2], Heads: [1, 2, 4], StochasticDepth: 0.1),
        new ConvNeXt("narrow ConvNeXt", Channels: 16, [1, 2, 1, 1], StochasticDepth: 0.1),
    ];

    /// <summary>The side of the images of each architecture of the zoo.</summary>
    private static readonly Dictionary<string, int> Sides = new(StringComparer.Ordinal)
    {
        ["resnet18"] = 64,
        ["squeezenet1_1"] = 63,
        ["densenet121"] = 64,
        ["googlenet"] = 65,
        ["inception_v3"] = 299,
        ["regnet_y_400mf"] = 48,
        ["mobilenet_v2"] = 32,
        ["mobilenet_v3_small"] = 64,
        ["mnasnet0_5"] = 64,
        ["efficientnet_b0"] = 64,
        ["shufflenet_v2_x0_5"] = 64,
    };

    /// <summary>What the networks are called.</summary>
    public static IEnumerable<string> Names =>
        [.. Narrow.Select(architecture => architecture.Name), .. Sides.Keys, .. GoldenCellNetwork.All.Keys];

    /// <summary>A network.</summary>
    public static Network Create(string name)
    {
        if (Sides.TryGetValue(name, out int side))
        {
            return Zoo.Create(name, ClassCount, side);
        }

        IArchitecture? narrow = Array.Find(Narrow, architecture => architecture.Name == name);
        return narrow is null ? GoldenCellNetwork.All[name].Network : narrow.Build(new ZooOptions(ClassCount, 96));
    }

    /// <summary>A factor of the weights that keeps the network's signals alive.</summary>
    public static double GainOf(string name) => GoldenExecution.Models.TryGetValue(name, out GoldenModel? golden) ? golden.Gain : 1;
}
