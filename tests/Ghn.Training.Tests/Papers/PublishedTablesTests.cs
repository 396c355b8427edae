using Ghn.HyperNetworks;
using Ghn.HyperNetworks.Configuration;
using Ghn.HyperNetworks.Graphs;
using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Networks.DeepNets;
using Ghn.Training.Comparisons;
using Ghn.Training.Data;
using Ghn.Training.FineTuning;
using Ghn.Training.Initializations;
using Ghn.Training.Papers;
using Ghn.Training.Runs;

namespace Ghn.Training.Tests;

/// <summary>The papers' tables, and the constants in code that are figures of theirs.</summary>
public class PublishedTablesTests
{
    [Fact]
    public void Every_table_has_a_figure_or_a_dash_in_every_cell()
    {
        Assert.Equal(13, PublishedTables.All.Count(entry => entry.Value.Title.Length > 0));
        Assert.All(PublishedTables.All.Values, table => Assert.All(table.Rows, row =>
            Assert.All(table.Columns, column => Assert.False(table[row, column] is { Length: 0 }))));
        Assert.Equal("66.9±0.3", PublishedTables.All["GHN-2, Table 3"]["GHN-2", "test"]);
        Assert.Null(PublishedTables.All["GHN-3, Table 6"]["NIO", "swin_t, 90"]);
        Assert.Null(PublishedTables.All["GHN-3, Table 6"]["NIO", "no such column"]);
        Assert.Null(PublishedTables.All["GHN-3, Table 6"]["no such row", "swin_t, 90"]);
    }

    [Fact]
    public void The_page_on_evaluation_quotes_the_tables_figures()
    {
        PublishedTable table = PublishedTables.All["GHN-2, Table 3"];
        string[] page = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "evaluation.md"));
        string[][] quoted = [.. table.Rows.SelectMany(row => page.Where(line => line.StartsWith($"| {row} | ", StringComparison.Ordinal)))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))];
        Assert.Equal(6, quoted.Length);
        Assert.All(quoted, cells => Assert.Equal(
            table.Columns.Skip(1).Select(column => table[cells[0], column]),
            cells.Skip(1).Select(cell => cell.Replace(" ", string.Empty, StringComparison.Ordinal))));
    }

    [Fact]
    public void Pages_quote_the_tables_figures_in_their_sentences()
    {
        PublishedTable results = PublishedTables.All["GHN-2, Table 3"];
        AssertQuotes(
            "models/README.md",
            $"GHN-2 has {Spaced(results["GHN-2", "test"])} % on its test split, its GHN-1 {Spaced(results["GHN-1", "test"])} %, "
            + $"its MLP {Spaced(results["MLP", "test"])} %");
        PublishedTable statistics = PublishedTables.All["GHN-2, C.1"];
        string running = statistics.Rows[1];
        AssertQuotes(
            "docs/evaluation.md",
            $"C.1: {statistics[running, "batches"]}, which brings its {statistics[statistics.Rows[0], "test"]} % on test to "
            + $"{statistics[running, "test"]} %");
        PublishedTable sizes = PublishedTables.All["GHN-3, Table 1"];
        AssertQuotes("docs/training.md", $"for ImageNet {sizes["GHN-3-T", "parameters"]} M to {sizes["GHN-3-XL", "parameters"]} M");
        PublishedTable networks = PublishedTables.All["GHN-2, Table 1, networks"];
        AssertQuotes(
            "docs/deepnets.md",
            $"Table 1: {networks["parameters, M", "resnet50"]} and {networks["parameters, M", "vit"]} million");
        AssertQuotes("docs/deepnets.md", $"where Table 1 says {networks["nodes", "resnet50"]} and {networks["nodes", "vit"]}");

        static void AssertQuotes(string page, string words) => Assert.Contains(
            words, File.ReadAllText(Path.Combine(Repository.Root, page)).ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public void The_networks_beside_the_splits_have_the_papers_parameters_and_the_documented_nodes()
    {
        PublishedTable table = PublishedTables.All["GHN-2, Table 1, networks"];
        Network[] networks = [Zoo.Create("resnet50", 10, 32), PredefinedDeepNets.VisionTransformer.ToNetwork(10, 32)];
        Assert.Equal(
            table.Columns.Select(column => table["parameters, M", column]),
            networks.Select(network => FormattableString.Invariant($"{network.ParameterCount / 1e6:0.0}")));
        Assert.Equal([126, 129], networks.Select(network => ComputationalGraph.Of(network).Nodes.Count));
    }

    [Fact]
    public void The_zoo_is_what_the_paper_evaluates() =>
        Assert.Equal(PublishedTables.All["GHN-3, Table 20"].Rows.Order(), Zoo.Names.Order());

    [Theory]
    [InlineData("GHN-2", "ghn2")]
    [InlineData("GHN-3-T", "ghn3-t")]
    [InlineData("GHN-3-S", "ghn3-s")]
    [InlineData("GHN-3-L", "ghn3-l")]
    [InlineData("GHN-3-XL", "ghn3-xl")]
    public void Presets_have_the_papers_sizes(string row, string preset)
    {
        PublishedTable table = PublishedTables.All["GHN-3, Table 1"];
        HyperNetworkConfiguration ghn = HyperNetworkPresets.Named(preset, classCount: 1000, imageSize: 224);
        Assert.Equal(table[row, "hidden size"], $"{ghn.Hidden}");
        if (ghn.Hidden <= 128)
        {
            using TrainableHyperNetwork made = TrainableHyperNetwork.Create(ghn, seed: 0);
            double millions = made.Parameters.Sum(parameter => parameter.Value.ElementCount) / 1e6;
            Assert.Equal(table[row, "parameters"], FormattableString.Invariant($"{millions:0.0}"));
        }

        if (ghn.Encoder == EncoderKind.Graphormer)
        {
            Assert.Equal((table[row, "layers"], table[row, "heads"]), ($"{ghn.Layers}", $"{ghn.Heads}"));
        }
    }

    [Fact]
    public void Splits_have_as_many_networks_as_the_papers()
    {
        PublishedTable table = PublishedTables.All["GHN-2, Table 1"];
        Assert.All(table.Columns, split => Assert.Equal(table["networks", split], $"{DeepNetsSplits.Parse(split).PaperCount()}"));
    }

    [Fact]
    public void Scores_stand_beside_networks_that_are_judged_as_in_the_papers()
    {
        var all = new BlankImages("CIFAR-10 test", 10_000, 10);
        IReadOnlyList<PublishedScore> scores = PublishedScore.Of("test", all, batchSize: 64);
        Assert.Equal(["MLP", "GHN-1", "GHN-2", "SGD, 1 epoch", "SGD, 5 epochs", "SGD, 50 epochs", "Adam, 50 epochs"],
            scores.Select(score => score.Method));
        Assert.Equal((0.669, 0.003, 0.771, false), (scores[2].Mean, scores[2].Spread, scores[2].Best, scores[2].IsTop5));
        Assert.Equal((0.586, null, null), (Value("resnet50").Mean, Value("resnet50").Spread, Value("resnet50").Best));
        Assert.Empty(PublishedScore.Of("darts", all, batchSize: 64));
        Assert.Null(PublishedScore.Objection(all, batchSize: 64));

        Assert.Empty(PublishedScore.Of("test", all, batchSize: 32));
        Assert.Empty(PublishedScore.Of("test", new BlankImages("part of CIFAR-10 test", 1000, 10), batchSize: 64));
        Assert.StartsWith(
            "the papers judge by all 10000 test images", PublishedScore.Objection(all, batchSize: 32), StringComparison.Ordinal);

        IReadOnlyList<PublishedScore> imageNet = PublishedScore.Of("bnfree", new BlankImages("photographs", 50_000, 1000), batchSize: 64);
        Assert.Equal(0.151, imageNet.Single(score => score is { Method: "GHN-3-XL/m16", IsTop5: false }).Mean);
        Assert.Equal(0.072, imageNet.Single(score => score is { Method: "GHN-2", IsTop5: true }).Mean);

        PublishedScore Value(string network) => PublishedScore.Of(network, all, batchSize: 64).Single(score => score.Method == "GHN-2");
    }

    [Fact]
    public void Curves_stand_beside_trainings_by_the_papers_recipes()
    {
        Recipe residual = Recipes.ResNet90Epochs with { PredictedLearningRates = [], LearningRate = 0.025 };
        IReadOnlyList<PublishedCurve> curves = PublishedCurve.Of(Comparison("resnet50", residual, [0, 10, 450, 900]));
        Assert.Equal(["RandInit", "GradInit", "NIO", "GHN-2", "GHN-3"], curves.Select(curve => curve.Start));
        Assert.Equal(new Dictionary<int, double> { [10] = 0.35, [450] = 0.735, [900] = 0.762 }, curves[^1].Top1);
        Assert.All(curves, curve => Assert.Equal("GHN-3, Table 6", curve.Table.Name));

        Recipe epoch = Recipes.ImageNetEpoch with { LearningRates = [], LearningRate = 0.04 };
        curves = PublishedCurve.Of(Comparison("alexnet", epoch, [0, 10]));
        Assert.Equal(new Dictionary<int, double> { [10] = 0.0624 }, curves[0].Top1);
        Assert.Equal(new Dictionary<int, double> { [0] = 0.001, [10] = 0.1187 }, curves[1].Top1);
    }

    [Fact]
    public void Other_trainings_have_no_curves_beside_them()
    {
        Recipe residual = Recipes.ResNet90Epochs with { PredictedLearningRates = [] };
        Assert.NotEmpty(PublishedCurve.Of(Comparison("resnet152", residual, [900])));
        Assert.Empty(PublishedCurve.Of(Comparison("resnet18", residual, [900])));
        Assert.Empty(PublishedCurve.Of(Comparison("resnet152", residual, [10, 450])));
        Assert.Empty(PublishedCurve.Of(Comparison("resnet152", residual with { LearningRate = 0.2 }, [900])));
        Assert.Empty(PublishedCurve.Of(Comparison("resnet152", residual with { BatchSize = 256 }, [900])));
        Assert.Empty(
            PublishedCurve.Of(Comparison("resnet152", residual, [900]) with { Test = new BlankImages("CIFAR-10 test", 10_000, 10) }));
    }

    /// <summary>A figure as sentences have it.</summary>
    private static string? Spaced(string? figure) => figure?.Replace("±", " ± ", StringComparison.Ordinal);

    private static Comparison Comparison(string network, Recipe recipe, int[] steps) => new()
    {
        Network = Zoo.Create(network),
        Initializations = [Initialization.Random],
        Recipe = recipe,
        Steps = steps,
        Training = _ => new BlankImages("photographs", 640, 1000),
        Test = new BlankImages("photographs", 50_000, 1000),
        Directory = new RunDirectory("unused"),
    };

    /// <summary>Images that nobody looks at, in batches of 64.</summary>
    private sealed class BlankImages(string name, int count, int classes) : IImageDataset, IBatchSource
    {
        public string Name => name;

        public int Count => count;

        public IReadOnlyList<string> ClassNames { get; } = [.. Enumerable.Range(0, classes).Select(index => $"class {index}")];

        public DatasetInfo Info => throw new NotSupportedException();

        public IImageDataset Dataset => this;

        public int BatchCount => count / 64;

        public int LabelOf(int index) => 0;

        public RgbImage Read(int index) => throw new NotSupportedException();

        public IEnumerable<ImageBatch> Batches(int epoch, int first, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
