using System.Collections.Concurrent;
using System.Globalization;
using Ghn.HyperNetworks.Graphs;
using Ghn.Networks.DeepNets;
using Ghn.Networks.DeepNets.Generation;

namespace Ghn.HyperNetworks.Tests;

/// <summary>The splits of seed 0 beside Table 1 of the GHN-2 paper and the published networks' parameters (tests/Golden/papers).</summary>
public class PublishedSplitTests
{
    private const double ParameterTolerance = 0.08;

    private static readonly Dictionary<string, Dictionary<string, string>> Published = Read();

    private static readonly ConcurrentDictionary<string, DeepNetsStatistics> Drawn = new(StringComparer.Ordinal);

    public static TheoryData<string> Splits => ["val", "test", "wide", "deep", "dense", "bnfree"];

    [Theory, MemberData(nameof(Splits))]
    public void Splits_are_like_the_published_ones(string name)
    {
        DeepNetsStatistics found = Measure(name);
        Assert.Equal(Published["networks"][name], $"{found.Count}");
        void AssertParameters(string row, double parameters)
        {
            double expected = 1e6 * double.Parse(Published[row][name], CultureInfo.InvariantCulture);
            Assert.InRange(parameters, (1 - ParameterTolerance) * expected, (1 + ParameterTolerance) * expected);
        }

        AssertParameters("least", found.Parameters.Least);
        AssertParameters("median", found.Parameters.Median);
        AssertParameters("mean", found.Parameters.Mean);
        AssertWithinSpread(Published["average degree"][name], found.Degree.Mean);
        AssertWithinSpread(Published["average shortest path"][name], found.AveragePath.Mean);
        Assert.Equal(Published["cells"][name], $"{found.Cells.Least}–{found.Cells.Most}");
    }

    [Theory, MemberData(nameof(Splits))]
    public void Documentation_has_the_figures_of_both(string name)
    {
        DeepNetsStatistics found = Measure(name);
        string Paper(string row) => Published[row][name];
        string Range(NumberSummary numbers, string format) => $"{numbers.Least.ToString(format)}–{numbers.Most.ToString(format)}";
        NumberSummary parameters = found.Parameters with
        {
            Least = found.Parameters.Least / 1e6,
            Most = found.Parameters.Most / 1e6,
        };
        string widths = $"| {name} | {Range(found.Channels, "0")} | {Paper("channels")} "
            + $"| {Range(parameters, "0.00")} ({Paper("least")}–{Paper("most")}) "
            + $"| {found.Parameters.Median / 1e6:0.00} ({Paper("median")}) "
            + $"| {found.Parameters.Mean / 1e6:0.00} ({Paper("mean")}) "
            + $"| {found.Degree.Mean:0.00} ± {found.Degree.Deviation:0.00} | {Paper("average degree")} "
            + $"| {found.AveragePath.Mean:0.0} ± {found.AveragePath.Deviation:0.0} | {Paper("average shortest path")} |";
        string nodes = $"| {name} | {Range(found.Nodes, "0")} | {Paper("nodes")} "
            + $"| {100 * found.ShareWithoutBatchNorm:0.0} % | {Paper("without batch norm")} |";
        Assert.Contains(widths, Documentation());
        Assert.Contains(nodes, Documentation());
    }

    [Fact]
    public void Documentation_has_the_papers_figures_of_training()
    {
        string Paper(string row) => Published[row]["train"];
        Assert.Contains(Documentation(), line => line.StartsWith("| train | 32 |", StringComparison.Ordinal)
            && line.Contains($"| {Paper("channels")} |", StringComparison.Ordinal)
            && line.Contains($"({Paper("parameters, M")})", StringComparison.Ordinal)
            && line.Contains($"| {Paper("average degree")} |", StringComparison.Ordinal)
            && line.EndsWith($"| {Paper("average shortest path")} |", StringComparison.Ordinal));
        Assert.Contains(Documentation(), line => line.StartsWith("| train |", StringComparison.Ordinal)
            && line.Contains($"| {Paper("nodes")} |", StringComparison.Ordinal)
            && line.EndsWith($"| {Paper("without batch norm")} |", StringComparison.Ordinal));
    }

    [Fact]
    public void Average_paths_are_those_between_all_nodes_in_either_direction()
    {
        DeepNet architecture = PredefinedDeepNets.Darts(32);
        var graph = ComputationalGraph.Of(architecture.ToNetwork());
        int count = graph.Nodes.Count;
        int[,] distances = new int[count, count];
        foreach ((int source, int target) in Pairs(count))
        {
            distances[source, target] = source == target ? 0 : count;
        }

        foreach ((int source, int target) in graph.Edges)
        {
            (distances[source, target], distances[target, source]) = (1, 1);
        }

        for (int between = 0; between < count; between++)
        {
            foreach ((int source, int target) in Pairs(count))
            {
                distances[source, target] = Math.Min(distances[source, target], distances[source, between] + distances[between, target]);
            }
        }

        double expected = distances.Cast<int>().Sum() / ((double)count * (count - 1));
        Assert.Equal(expected, DeepNetsStatistics.Of([architecture]).AveragePath.Mean, 1e-9);
    }

    /// <summary>What the networks of seed 0 are like.</summary>
    private static DeepNetsStatistics Measure(string name) => Drawn.GetOrAdd(name, _ =>
    {
        DeepNetsSplit split = DeepNetsSplits.Parse(name);
        return DeepNetsStatistics.Of(DeepNetGenerator.Generate(split, seed: 0, split.PaperCount()));
    });

    private static string[] Documentation() => File.ReadAllLines(Path.Combine(Repository.Golden(), "..", "..", "docs", "deepnets.md"));

    private static IEnumerable<(int Source, int Target)> Pairs(int count) =>
        from source in Enumerable.Range(0, count) from target in Enumerable.Range(0, count) select (source, target);

    private static void AssertWithinSpread(string published, double actual)
    {
        double[] numbers = [.. published.Split(" ± ").Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        Assert.InRange(actual, numbers[0] - numbers[1], numbers[0] + numbers[1]);
    }

    /// <summary>For each row of the two tables on DeepNets-1M, its entry for each split.</summary>
    private static Dictionary<string, Dictionary<string, string>> Read()
    {
        string[] sections = File.ReadAllText(Repository.Golden("papers", "tables.md")).Split("\n## ");
        return RowsOf("GHN-2, Table 1:").Concat(RowsOf("GHN-2, published results:")).ToDictionary();

        IEnumerable<KeyValuePair<string, Dictionary<string, string>>> RowsOf(string heading)
        {
            string section = sections.Single(section => section.StartsWith(heading, StringComparison.Ordinal));
            string[][] lines =
            [
                .. from line in section.Split('\n')
                   where line.StartsWith('|')
                   select line.Trim('|').Split('|', StringSplitOptions.TrimEntries),
            ];
            return lines[2..].Select(line => KeyValuePair.Create(line[0], lines[0][1..].Zip(line[1..], KeyValuePair.Create).ToDictionary(
                entry => entry.Key, entry => entry.Value.Replace("±", " ± ", StringComparison.Ordinal))));
        }
    }
}
