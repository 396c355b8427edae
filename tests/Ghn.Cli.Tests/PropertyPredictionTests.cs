using System.Globalization;
using System.Text.Json;
using Ghn.Analysis.Embeddings;
using Ghn.Tensors;
using Ghn.Tensors.Formats;

namespace Ghn.Cli.Tests;

/// <summary>
/// Properties of 120 networks, predicted from recorded embeddings: <c>tests/Golden/analysis/property/svr_embeddings.json.gz</c>.
/// </summary>
public sealed class PropertyPredictionTests : IDisposable
{
    private const string Property = "log10_params_x10";
    private const int TrainingCount = 60;

    private readonly TemporaryFolder _folder = new();
    private readonly JsonElement _golden = GoldenFiles.Json<JsonElement>("analysis", "property", "svr_embeddings.json.gz");
    private readonly string[] _names;

    public PropertyPredictionTests()
    {
        using Checkpoint file = StateDictFile.Load(Repository.Golden("analysis", "embeddings", "embeddings.npz"));
        float[][] embeddings = [.. file.Tensors["sample/ghn2_micro_c10"].Values.ToArray().Chunk(16)];
        _names = [.. embeddings.Select((_, index) => $"train#{index}")];
        new EmbeddingTable("micro", [.. _names.Zip(embeddings, (name, values) => new NetworkEmbedding(name, 10, 100, 2, 3, values))])
            .Save(_folder.File("e.npz"));
        double[] values = [.. _golden.GetProperty("properties").GetProperty(Property).EnumerateArray().Select(value => value.GetDouble())];
        WriteTable("train.csv", Property, _names[..TrainingCount], values[..TrainingCount]);
        WriteTable("test.csv", Property, _names[TrainingCount..], values[TrainingCount..]);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("evaluate")]
    [InlineData("fit")]
    [InlineData("predict")]
    public void Each_part_explains_itself_with_an_example(string part)
    {
        string help = Tool.Run("property", part, "--help").Success();
        Assert.Contains($"Examples:\n  ghn property {part}", help, StringComparison.Ordinal);
        Snapshot.Matches($"help.property.{part}", help);
    }

    [Fact]
    public void Predictions_are_scored_as_the_reference_scores_them()
    {
        JsonElement report = JsonDocument.Parse(Tool.Run([.. Evaluate("train.csv", "test.csv"), "--json"]).Success()).RootElement;
        Assert.Equal(Property, report.GetProperty("property").GetString());
        JsonElement[] seeds = [.. report.GetProperty("seeds").EnumerateArray()];
        Assert.Equal(["0", "1", "2", "3", "null"], seeds.Select(seed => seed.GetProperty("seed").GetRawText()));
        JsonElement[] expected = [.. _golden.GetProperty("pipelines")[0].GetProperty("seeds").EnumerateArray()];
        foreach ((JsonElement golden, JsonElement seed) in expected.Zip([seeds[0], seeds[4]]))
        {
            JsonElement best = golden.GetProperty("best_params");
            Assert.Equal(best.GetProperty("C").GetDouble(), seed.GetProperty("c").GetDouble());
            Assert.Equal(best.GetProperty("gamma").GetDouble(), seed.GetProperty("gamma").GetDouble());
            Assert.Equal(best.GetProperty("epsilon").GetDouble(), seed.GetProperty("epsilon").GetDouble());
            Assert.Equal(golden.GetProperty("kendall_tau").GetDouble(), seed.GetProperty("tau").GetDouble(), 1e-12);
        }

        double[] tau = [.. seeds.Select(seed => seed.GetProperty("tau").GetDouble())];
        Assert.Equal(tau.Average(), report.GetProperty("tau").GetProperty("mean").GetDouble(), 1e-12);
        double deviation = Math.Sqrt(tau.Average(value => Math.Pow(value - tau.Average(), 2)));
        Assert.Equal(deviation, report.GetProperty("tau").GetProperty("std").GetDouble(), 1e-9);
    }

    [Fact]
    public void A_predictor_that_was_saved_predicts_other_networks()
    {
        string[] fit = ["property", "fit", "--train", _folder.File("train.csv"), "--embeddings", _folder.File("e.npz")];
        JsonElement fitted = JsonDocument.Parse(Tool.Run([.. fit, "-o", _folder.File("p.json"), "--json"]).Success()).RootElement;
        Assert.Equal((10, 0.05), (fitted.GetProperty("c").GetDouble(), fitted.GetProperty("epsilon").GetDouble()));
        string[] predict = ["property", "predict", _folder.File("p.json"), "--embeddings", _folder.File("e.npz"), "--json"];
        JsonElement report = JsonDocument.Parse(Tool.Run([.. predict, "-o", _folder.File("out.csv")]).Success()).RootElement;
        JsonElement[] networks = [.. report.GetProperty("networks").EnumerateArray().Skip(TrainingCount)];
        double[] predictions = [.. networks.Select(row => row.GetProperty("prediction").GetDouble())];
        JsonElement golden = _golden.GetProperty("pipelines")[0].GetProperty("seeds")[1].GetProperty("predictions");
        Assert.All(golden.EnumerateArray().Zip(predictions), pair => Assert.Equal(pair.First.GetDouble(), pair.Second, 2e-3));
        Assert.Equal(_names.Length + 1, File.ReadAllLines(_folder.File("out.csv")).Length);
    }

    [Fact]
    public void Neupred_reads_graphs_and_no_embeddings()
    {
        string[] request =
            ["property", "evaluate", "--train", _folder.File("n.csv"), "--test", _folder.File("n.csv"), "--predictor", "neupred"];
        WriteTable("n.csv", "val_acc", _names[..10], [.. Enumerable.Range(0, 10).Select(i => (double)i)]);
        JsonElement report = JsonDocument.Parse(Tool.Run([.. request, "--epochs", "1", "--json"]).Success()).RootElement;
        Assert.Equal("neupred", report.GetProperty("predictor").GetString());
        Assert.Equal(5, report.GetProperty("seeds").GetArrayLength());
        Assert.All(report.GetProperty("seeds").EnumerateArray(), seed => Assert.InRange(seed.GetProperty("tau").GetDouble(), -1, 1));
    }

    [Fact]
    public void What_cannot_be_predicted_is_refused_in_a_line()
    {
        WriteTable("constant.csv", Property, _names[..20], new double[20]);
        WriteTable("few.csv", Property, _names[..9], [.. Enumerable.Range(0, 9).Select(i => (double)i)]);
        WriteTable("one.csv", Property, _names[..1], [1]);
        WriteTable("unknown.csv", Property, ["val#3"], [1]);
        Refused("have the same log10_params_x10", Evaluate("constant.csv", "test.csv"));
        Refused("have the same log10_params_x10", Evaluate("train.csv", "constant.csv"));
        Refused("at least 10", Evaluate("few.csv", "test.csv"));
        Refused("at least two", Evaluate("train.csv", "one.csv"));
        Refused("val#3 for one", Evaluate("train.csv", "unknown.csv"));
        Refused("There is no file", Evaluate("train.csv", "nothing.csv"));
        Refused("no property speed", [.. Evaluate("train.csv", "test.csv"), "--property", "speed"]);
        Refused("name a file of 'ghn embed'", Evaluate("train.csv", "test.csv")[..6]);
    }

    [Fact]
    public void A_table_whose_field_is_not_a_number_is_damaged()
    {
        File.WriteAllText(_folder.File("nan.csv"), "network,val_acc\ntrain#0,NaN\n");
        ToolResult result = Tool.Run(Evaluate("nan.csv", "test.csv"));
        Assert.Equal(ExitCode.Failed, result.Code);
        Assert.Contains("row 1, column val_acc: 'NaN' is not a finite number", result.Error, StringComparison.Ordinal);
    }

    private static void Refused(string message, string[] request)
    {
        ToolResult result = Tool.Run(request);
        Assert.Equal((ExitCode.WrongRequest, 1), (result.Code, result.Error.Trim().Split('\n').Length));
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    private string[] Evaluate(string train, string test) =>
    [
        "property", "evaluate", "--train", _folder.File(train), "--test", _folder.File(test), "--embeddings", _folder.File("e.npz"),
    ];

    private void WriteTable(string file, string property, string[] names, double[] values) => File.WriteAllLines(
        _folder.File(file),
        [$"network,{property}", .. names.Zip(values, (name, value) => string.Create(CultureInfo.InvariantCulture, $"{name},{value:R}"))]);
}
