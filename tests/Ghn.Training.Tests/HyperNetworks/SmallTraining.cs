using Ghn.HyperNetworks;
using Ghn.HyperNetworks.Configuration;
using Ghn.Networks.DeepNets;
using Ghn.Networks.DeepNets.Generation;
using Ghn.Training.HyperNetworks;

namespace Ghn.Training.Tests;

/// <summary>A training of a small GHN on small networks that takes seconds.</summary>
internal static class SmallTraining
{
    public const int ClassCount = 10;
    public const int ImageSize = 32;

    private static readonly HyperNetworkConfiguration Configuration = HyperNetworkPresets.Named("ghn3-t", ClassCount, ImageSize) with
    {
        Hidden = 16,
        MaxOutChannels = 16,
        MaxInChannels = 16,
        Layers = 1,
        Heads = 4,
    };

    /// <summary>Generated networks, cut down to two cells.</summary>
    public static IReadOnlyList<DeepNet> Architectures { get; } =
    [
        .. DeepNetGenerator.Generate(DeepNetsSplit.Train, seed: 3, count: 40)
            .Where(network => network.Genotype is { HasAttention: false })
            .Select(network => network with
            {
                Configuration = network.Configuration with { Cells = 2, ClassifierLayers = 1, HasGlobalPooling = true, HasStemPool = true,
                    Stem = StemKind.Simple },
            })
            .Take(5),
    ];

    public static TrainableHyperNetwork Ghn() => TrainableHyperNetwork.Create(Configuration, seed: 5);

    public static MetaBatchSampler Sampler(int metaBatch = 2, ulong seed = 1, long mostParameters = long.MaxValue) =>
        new(Architectures, metaBatch, ClassCount, ImageSize, seed) { MaxParameters = mostParameters };

    /// <summary>Three steps to an epoch.</summary>
    public static HyperNetworkTrainer Trainer(TrainableHyperNetwork ghn, HyperNetworkRecipe? recipe = null, int brokenBatch = -1) =>
        new(ghn, recipe ?? new HyperNetworkRecipe { Epochs = 3 }, Sampler(), new NoiseImages(brokenBatch), seed: 2);
}
