using System.Collections.Concurrent;
using System.Text.Json;
using Ghn.Networks.DeepNets;
using Ghn.Networks.DeepNets.Generation;
using Ghn.Tensors.Threading;

namespace Ghn.Networks.Tests;

/// <summary>The generator: reproducible, by the rules of each split, and with the statistics of the reference's.</summary>
public class GeneratorTests
{
    private static readonly ConcurrentDictionary<string, IReadOnlyList<DeepNet>> Samples = new(StringComparer.Ordinal);

    public static TheoryData<string> Splits => [.. DeepNetsSplits.Names];

    [Theory, MemberData(nameof(Splits))]
    public void Networks_do_not_depend_on_threads_nor_on_their_neighbours(string name)
    {
        DeepNetsSplit split = DeepNetsSplits.Parse(name);
        IReadOnlyList<DeepNet> networks = DeepNetGenerator.Generate(split, seed: 5, count: 200, first: 100);
        int threads = WorkerPool.ThreadCount;
        WorkerPool.ThreadCount = 1;
        try
        {
            Assert.Equal(networks, DeepNetGenerator.Generate(split, seed: 5, count: 200, first: 100));
        }
        finally
        {
            WorkerPool.ThreadCount = threads;
        }

        Assert.Equal(networks[123], DeepNetGenerator.Draw(split, seed: 5, index: 223));
        Assert.NotEqual(networks, DeepNetGenerator.Generate(split, seed: 6, count: 200, first: 100));
    }

    [Fact]
    public void Splits_differ_under_one_seed()
    {
        DeepNet[] first = [.. DeepNetsSplits.Names.Select(name => DeepNetGenerator.Draw(DeepNetsSplits.Parse(name), seed: 0, index: 0))];
        Assert.Equal(first.Length, first.Distinct().Count());
    }

    [Fact]
    public void No_network_is_for_training_and_for_evaluation()
    {
        IEnumerable<DeepNet> evaluated = DeepNetsSplits.Names.Skip(1)
            .SelectMany(name => DeepNetGenerator.Generate(DeepNetsSplits.Parse(name), seed: 0, count: 500));
        var seen = evaluated.Select(Stored).ToHashSet();
        Assert.DoesNotContain(DeepNetGenerator.Generate(DeepNetsSplit.Train, seed: 0, count: 100_000), seen.Contains);
    }

    [Theory, MemberData(nameof(Splits))]
    public void Networks_can_be_built(string name)
    {
        foreach (DeepNet architecture in DeepNetGenerator.Generate(DeepNetsSplits.Parse(name), seed: 1, count: 60))
        {
            architecture.Configuration.Validated();
            Network network = architecture.ToNetwork();
            Assert.Equal(network.ParameterCount, architecture.CountParameters());
            Assert.Contains(network.WithoutDeadBranches().Nodes, node => node.Inputs.Contains(Network.InputNode));
            Assert.Equal(10, network.ClassCount);
        }
    }

    [Theory]
    [InlineData("train", 4, 18, 1, 4)]
    [InlineData("deep", 10, 36, 1, 4)]
    [InlineData("dense", 4, 18, 2, 10)]
    [InlineData("search", 6, 20, 1, 6)]
    public void Sizes_are_within_the_splits_rules(string name, int leastCells, int mostCells, int leastSteps, int mostSteps)
    {
        DeepNet[] networks = [.. DeepNetGenerator.Generate(DeepNetsSplits.Parse(name), seed: 0, count: 4_000)];
        int[] cells = [.. networks.Select(net => net.Configuration.Cells)];
        int[] steps = [.. networks.Select(net => net.Genotype.Normal.Steps)];
        Assert.Equal((leastCells, mostCells), (cells.Min(), cells.Max()));
        Assert.Equal((leastSteps, mostSteps), (steps.Min(), steps.Max()));
        Assert.All(networks, net => Assert.Equal(net.Genotype.Normal.Outputs, net.Genotype.Reduction.Outputs));
        Assert.DoesNotContain(networks, net => net.Genotype.Normal.Steps == 1 && net.Genotype.Contains(CellOperation.None));
        Assert.Equal(15, networks.SelectMany(net => net.Genotype.Normal.Branches).Select(branch => branch.Operation).Distinct().Count());
    }

    [Fact]
    public void Networks_without_batch_normalisation_are_rare_but_in_their_own_split()
    {
        Assert.DoesNotContain(DeepNetGenerator.Generate(DeepNetsSplit.BnFree, seed: 0, count: 500), net => net.Configuration.HasBatchNorm);
        Assert.InRange(Share("train", net => !net.Configuration.HasBatchNorm), 0.02, 0.06);
    }

    /// <summary>Shares in the reference's sample are within four standard errors of those in a large one of ours.</summary>
    [Theory]
    [InlineData("train")]
    [InlineData("deep")]
    [InlineData("dense")]
    public void Shares_are_the_references(string name)
    {
        JsonElement golden = GoldenSample.Split(name);
        JsonElement fraction = golden.GetProperty("fraction");
        int count = golden.GetProperty("n").GetInt32();
        void Compare(string property, double expected, Func<DeepNet, bool> condition)
        {
            double share = Share(name, condition);
            double error = Math.Sqrt((share * (1 - share) / count) + (0.25 / (count * count)));
            Assert.True(Math.Abs(share - expected) <= 4 * error, $"{property}: {share:0.000} for {expected:0.000}, error {error:0.000}");
        }

        double Golden(string property) => fraction.GetProperty(property).GetDouble();
        Compare("vit", Golden("vit"), net => net.Genotype.HasAttention);
        Compare("cse", Golden("cse"), net => net.Genotype.Contains(CellOperation.Cse));
        Compare("norm_none", Golden("norm_none"), net => !net.Configuration.HasBatchNorm);
        Compare("glob_avg", Golden("glob_avg"), net => net.Configuration.HasGlobalPooling);
        Compare("stem1", Golden("stem1"), net => net.Configuration.Stem == StemKind.Shrinking);
        Compare("preproc", Golden("preproc"), net => net.Configuration.AdaptsInputs);
        foreach (JsonProperty steps in fraction.GetProperty("steps").EnumerateObject())
        {
            Compare($"{steps.Name} steps", steps.Value.GetDouble(), net => net.Genotype.Normal.Steps == int.Parse(steps.Name));
        }
    }

    /// <summary>Means in the reference's sample are within four standard errors of those in a large one of ours.</summary>
    [Theory]
    [InlineData("train")]
    [InlineData("deep")]
    [InlineData("dense")]
    public void Sizes_are_the_references(string name)
    {
        DeepNet[] reference = [.. GoldenSample.Networks(name).Select(entry => entry.Architecture)];
        void Compare(string what, Func<DeepNet, double> measure)
        {
            double[] ours = [.. Sample(name).Select(measure)];
            double mean = ours.Average();
            double deviation = Math.Sqrt(ours.Average(value => Math.Pow(value - mean, 2)));
            double expected = reference.Average(measure);
            Assert.True(
                Math.Abs(mean - expected) <= 4 * deviation / Math.Sqrt(reference.Length),
                $"{what}: {mean:0.000} for {expected:0.000}, deviation {deviation:0.000}");
        }

        Compare("cells", net => net.Configuration.Cells);
        Compare("log of parameters", net => Math.Log(Stored(net).CountParameters()));
        Compare("kernel of the stem", net => net.Configuration.StemKernel);
        Compare("multiplier of channels", net => net.Configuration.ChannelMultiplier);
        Compare("layers of the classifier", net => net.Configuration.ClassifierLayers);
        Compare("outputs of a cell", net => net.Genotype.Normal.Outputs.Count);
        foreach (CellOperation operation in Enum.GetValues<CellOperation>())
        {
            int Count(CellGenotype cell) => cell.Branches.Count(branch => branch.Operation == operation);
            Compare($"{operation} in normal cells", net => Count(net.Genotype.Normal));
            Compare($"{operation} in reduction cells", net => Count(net.Genotype.Reduction));
        }
    }

    [Fact]
    public void Networks_for_training_and_search_have_the_widths_of_training()
    {
        Assert.All(
            DeepNetGenerator.Generate(DeepNetsSplit.Train, seed: 0, count: 100), net => Assert.Equal(32, net.Configuration.Channels));
        IReadOnlyList<DeepNet> search = DeepNetGenerator.Generate(DeepNetsSplit.Search, seed: 0, count: 2_000);
        Assert.Equal([32, 48, 64, 80, 96, 112, 128], search.Select(net => net.Configuration.Channels).Distinct().Order());
        Assert.Equal([64, 128, 192, 256, 320, 384, 448, 512], search.Select(net => net.Configuration.ClassifierWidth).Distinct().Order());
        Assert.All(search.Where(net => net.Configuration.Cells > 12), net => Assert.Equal(32, net.Configuration.Channels));
    }

    [Theory]
    [InlineData("val")]
    [InlineData("test")]
    [InlineData("deep")]
    [InlineData("dense")]
    [InlineData("bnfree")]
    public void Networks_for_evaluation_have_the_fewest_channels_that_make_them_large_enough(string split) =>
        Assert.All(DeepNetGenerator.Generate(DeepNetsSplits.Parse(split), seed: 3, count: 300), AssertEvaluationWidth);

    [Theory]
    [InlineData(32, 4)]
    [InlineData(224, 2)]
    public void Wide_networks_have_several_times_the_channels_of_evaluation(int imageSize, int factor)
    {
        for (int index = 0; index < 200; index++)
        {
            DeepNet wide = DeepNetGenerator.Draw(DeepNetsSplit.Wide, seed: 3, index, imageSize);
            AssertEvaluationWidth(WithChannels(wide, wide.Configuration.Channels / factor));
        }
    }

    private static void AssertEvaluationWidth(DeepNet net)
    {
        int channels = net.Configuration.Channels;
        Assert.Equal((0, DeepNetGenerator.StoredClassifierWidth), (channels % 16, net.Configuration.ClassifierWidth));
        Assert.True(net.ToNetwork(10, 32).ParameterCount >= 2_500_000);
        Assert.True(channels == 32 || WithChannels(net, channels - 16).ToNetwork(10, 32).ParameterCount < 2_500_000);
    }

    private static DeepNet WithChannels(DeepNet net, int channels) =>
        net with { Configuration = net.Configuration with { Channels = channels } };

    private static double Share(string split, Func<DeepNet, bool> condition) => Sample(split).Average(net => condition(net) ? 1.0 : 0);

    private static IReadOnlyList<DeepNet> Sample(string split) =>
        Samples.GetOrAdd(split, name => DeepNetGenerator.Generate(DeepNetsSplits.Parse(name), seed: 0, count: 4_000));

    private static DeepNet Stored(DeepNet net) =>
        net with { Configuration = net.Configuration with { Channels = 32, ClassifierWidth = DeepNetGenerator.StoredClassifierWidth } };
}
