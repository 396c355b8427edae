using Ghn.Networks.Architectures;
using Ghn.Networks.State;
using Ghn.Tensors.Threading;

namespace Ghn.Networks.DeepNets.Generation;

/// <summary>
/// The generator of DeepNets-1M. Every network depends on the split, a seed and its index alone, so that any of them can be had at
/// any time, on any number of threads, without the others:
/// <code>
/// DeepNet architecture = DeepNetGenerator.Draw(DeepNetsSplit.Train, seed: 0, index: 123_456);
/// </code>
/// </summary>
public static class DeepNetGenerator
{
    /// <summary>The classifier's inner width of a generated network, until it is given another.</summary>
    public const int StoredClassifierWidth = 256;

    private const int StoredChannels = 32;
    private static readonly int[] StemKernels = [3, 5, 7];

    /// <summary>Draws one network.</summary>
    /// <param name="split">By which split's rules.</param>
    /// <param name="seed">The seed. Splits differ under one seed.</param>
    /// <param name="index">Which network.</param>
    /// <param name="imageSize">The height and width of the images, on which the width of wide networks depends.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative.</exception>
    public static DeepNet Draw(DeepNetsSplit split, ulong seed, long index, int imageSize = ZooOptions.SmallImageSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        SplitRules rules = SplitRules.Of(split);
        var random = new RandomSource(seed, $"deepnets.{split.Name()}{rules.Stream}.{index}");
        DeepNet? network = null;
        while (network is null || !Partition.Admits(split, network))
        {
            network = Candidate(rules, random);
        }

        return Widen(network, split, imageSize, random);
    }

    /// <summary>Draws networks in parallel.</summary>
    /// <param name="split">By which split's rules.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="count">How many.</param>
    /// <param name="first">The index of the first.</param>
    public static IReadOnlyList<DeepNet> Generate(DeepNetsSplit split, ulong seed, int count, long first = 0)
    {
        const int Stretch = 256;
        var networks = new DeepNet[count];
        WorkerPool.For((count + Stretch - 1) / Stretch, stretch =>
        {
            for (int i = stretch * Stretch; i < Math.Min(count, (stretch + 1) * Stretch); i++)
            {
                networks[i] = Draw(split, seed, first + i);
            }
        });
        return networks;
    }

    /// <summary>Draws one network, which may not be fit.</summary>
    private static DeepNet? Candidate(SplitRules rules, RandomSource random)
    {
        int cells = rules.Cells.Draw(random);
        int deepFrom = rules.DeepFrom.Draw(random);
        int mostSteps = cells <= deepFrom ? rules.MaxSteps : rules.MaxStepsWhenDeep;
        int steps = new Interval(rules.MinSteps, mostSteps).Draw(random);
        Genotype genotype = GenotypeSampler.Draw(steps, random);
        if (!GenotypeRules.Accept(genotype))
        {
            return null;
        }

        DeepNetConfiguration configuration = Configuration(rules, genotype, cells, cells > deepFrom, steps, random);
        var network = new DeepNet(genotype, configuration);
        return GenotypeRules.Connects(genotype, configuration) && network.CountParameters(10, 32) <= rules.MaxParameters
            && network.CountParameters(10, 224) <= rules.MaxParameters ? network : null;
    }

    private static DeepNetConfiguration Configuration(
        SplitRules rules, Genotype genotype, int cells, bool isDeep, int steps, RandomSource random)
    {
        bool isTransformer = genotype.HasAttention;
        int kernel = StemKernels[random.NextIndex(StemKernels.Length)];
        int multiplier = 1 + random.NextIndex(2);
        bool adaptsInputs = steps > 1 || multiplier > 1 || !isTransformer || random.NextUniform() < 0.2;
        bool hasGlobalPooling = isTransformer || isDeep || random.NextUniform() < 0.9;
        bool canDoWithout = cells <= rules.Cells.Min + 1 && steps <= rules.MaxStepsWhenDeep;
        bool hasBatchNorm = rules.MayNormalize && (!canDoWithout || random.NextUniform() < 0.5);
        var stem = (StemKind)random.NextIndex(2);
        return new DeepNetConfiguration
        {
            Cells = cells,
            Channels = StoredChannels,
            ChannelMultiplier = multiplier,
            AdaptsInputs = adaptsInputs,
            HasBatchNorm = hasBatchNorm,
            Stem = stem,
            HasStemPool = stem == StemKind.Simple && random.NextUniform() < 0.5,
            StemKernel = kernel,
            HasGlobalPooling = hasGlobalPooling,
            ClassifierLayers = 1 + random.NextIndex(2),
            ClassifierWidth = StoredClassifierWidth,
        };
    }

    /// <summary>Networks for evaluation have a width of their own; in training every step draws a new one.</summary>
    private static DeepNet Widen(DeepNet network, DeepNetsSplit split, int imageSize, RandomSource random) => split switch
    {
        DeepNetsSplit.Train => network,
        DeepNetsSplit.Search => WidthRules.Draw(network, random),
        DeepNetsSplit.Wide => WidthRules.Wide(network, imageSize),
        _ => WidthRules.ForEvaluation(network),
    };
}
