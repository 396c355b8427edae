using System.Text.RegularExpressions;
using Ghn.Cli.Commands.Compare;
using Ghn.Cli.Commands.Eval;
using Ghn.Networks.Architectures;
using Ghn.Training.Comparisons;
using Ghn.Training.Data;
using Ghn.Training.Evaluations;
using Ghn.Training.Evaluations.Splits;
using Ghn.Training.FineTuning;
using Ghn.Training.Initializations;
using Ghn.Training.Runs;

namespace Ghn.Cli.Tests;

/// <summary>The papers' rows under ours, without the hours that ours would take.</summary>
public class PaperRowsTests
{
    [Fact]
    public void Splits_have_the_rows_of_the_papers_table_below_ours()
    {
        var report = new SplitReport(
            new NamedImages("CIFAR-10 test", 10_000, 10), DataSplit.Test, 64, 10, [],
            [Score("test", 0, 0.36), Score("test", 1, 0.38), Score("vit", null, 0.2)], null)
        {
            Ghns = [],
            ShowsPaper = true,
        };
        string[] lines = Lines(report.WriteTable);
        int first = Array.FindIndex(lines, line => line.StartsWith("test ", StringComparison.Ordinal));
        Assert.Matches(@"^test +ours +2 +37\.00 ± 1\.00 % +38\.00 % +0 ", lines[first]);
        Assert.Matches(@"^test +GHN-2, Table 3: MLP +- +42\.2 ± 0\.6 % +60\.2 % +- +-$", lines[first + 1]);
        Assert.Matches(@"^test +GHN-2, Table 3: Adam, 50 epochs +- +84\.0 ± 0\.8 % +89\.5 % +- +-$", lines[first + 7]);
        Assert.Matches(@"^vit +ours +1 +20\.00 % +- +0 ", lines[first + 8]);
        Assert.Matches(@"^vit +GHN-2, Table 3: MLP +- +10\.0 % +- +- +-$", lines[first + 9]);
        Assert.StartsWith(
            "paper    GHN-2, Table 3: CIFAR-10, top-1 in %, mean ± standard error of all networks", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void On_ImageNet_each_table_fills_its_own_columns()
    {
        var report = new SplitReport(
            new NamedImages("photographs", 50_000, 1000), DataSplit.Test, 64, 1000, [], [Score("deep", 0, 0.25)], null)
        {
            Ghns = [],
            ShowsPaper = true,
        };
        string[] lines = Lines(report.WriteTable);
        Assert.Contains(lines, line => Regex.IsMatch(line, @"^deep +GHN-2, Table 4: GHN-2 +- +- +- +24\.7 ± 1\.4 % +- +- +-$"));
        Assert.Contains(lines, line => Regex.IsMatch(line, @"^deep +GHN-3, Table 11: GHN-3-XL/m16 +- +28\.8 ± 9\.5 % +- +- +- +- +-$"));
        Assert.Equal(2, lines.Count(
            line => line.StartsWith("paper ", StringComparison.Ordinal) || line.StartsWith("         GHN", StringComparison.Ordinal)));
    }

    [Fact]
    public void Comparisons_have_the_papers_starts_below_ours()
    {
        var comparison = new Comparison
        {
            Network = Zoo.Create("resnet50"),
            Initializations = [Initialization.Random],
            Recipe = Recipes.ResNet90Epochs with { PredictedLearningRates = [] },
            Steps = [0, 10, 900],
            Training = _ => new NamedImages("photographs", 640, 1000),
            Test = new NamedImages("photographs", 50_000, 1000),
            Directory = new RunDirectory("unused"),
        };
        ComparisonRun[] runs = [new("rand", 0, [new(0, 0.001, 0.005), new(10, 0.2, 0.4), new(900, 0.76, 0.9)])];
        string[] lines = Lines(new CompareReport(comparison, runs, ShowsPaper: true).WriteTable);
        Assert.Contains(lines, line => Regex.IsMatch(line, @"^GHN-3, Table 6: GHN-3 +- +35\.0 +76\.2$"));
        Assert.Contains("paper    GHN-3, Table 6: ImageNet, top-1 in % after 1, 45 and 90 epochs, mean of 3 seeds", lines);
    }

    private static string[] Lines(Action<TextWriter> write)
    {
        var text = new StringWriter { NewLine = "\n" };
        write(text);
        return text.ToString().TrimEnd().Split('\n');
    }

    private static SplitScore Score(string split, int? index, double top1) =>
        new(split, index, "ours", 1, 1, new Evaluation(10_000, top1, top1, 1, 0), TimeSpan.FromSeconds(1));

    /// <summary>Images that nobody looks at.</summary>
    private sealed class NamedImages(string name, int count, int classes) : IImageDataset, IBatchSource
    {
        public string Name => name;

        public int Count => count;

        public IReadOnlyList<string> ClassNames { get; } = [.. Enumerable.Range(0, classes).Select(index => $"class {index}")];

        public DatasetInfo Info => throw new NotSupportedException();

        public IImageDataset Dataset => this;

        public int BatchCount => count / 64;

        public int LabelOf(int index) => 0;

        public RgbImage Read(int index) => throw new NotSupportedException();

        public IEnumerable<ImageBatch> Batches(int epoch, int firstBatch, CancellationToken cancellation) =>
            throw new NotSupportedException();
    }
}
