using System.Text.Json;
using Ghn.HyperNetworks;
using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Networks.Execution;
using Ghn.Tensors;
using Ghn.Tensors.Formats;
using Ghn.Training.Data;
using Ghn.Training.Data.Loading;
using Ghn.Training.Data.Sources;
using Ghn.Training.Data.Transforms;
using Ghn.Training.Evaluations;

namespace Ghn.Cli.Tests;

public class EvalCommandTests
{
    private static readonly string Images = $"cifar10:{Path.Combine(GoldenGhns.PathOf(".."), "images")}";
    private static readonly string Ghn = GoldenGhns.PathOf("ghn3_micro_c10.pt");

    [Fact]
    public void Predicted_networks_score_alone_and_together_as_in_the_library()
    {
        string json = Tool.Run(
            "eval", "shufflenet_v2_x0_5", "squeezenet1_1", "--data", Images, "--ghn", Ghn, "--ensemble", "--batch", "40", "--json").Output;
        JsonElement report = JsonDocument.Parse(json).RootElement;
        Assert.Equal(100, report.GetProperty("data").GetProperty("images").GetInt32());
        Assert.Equal(40, report.GetProperty("batch").GetInt32());

        using var ensemble = new Ensemble();
        using HyperNetwork ghn = HyperNetwork.Load(Ghn);
        foreach (JsonElement row in report.GetProperty("networks").EnumerateArray())
        {
            Network network = Zoo.Create(row.GetProperty("network").GetString()!, classCount: 10, imageSize: 32);
            using Prediction prediction = ghn.Predict(network);
            using var model = new Model(network, prediction.Weights);
            AssertIs(Evaluator.Evaluate(model, TestBatches(40), new EvaluationOptions { Ensemble = ensemble }), row);
            Assert.Equal(network.ParameterCount, row.GetProperty("parameters").GetInt64());
            Assert.Equal(BatchNormStatistics.AreIn(network) ? "batch" : null, row.GetProperty("bn").GetString());
        }

        Assert.Equal(2, report.GetProperty("ensemble").GetProperty("members").GetInt32());
        AssertIs(ensemble.Evaluate(), report.GetProperty("ensemble"));
    }

    [Fact]
    public void A_table_has_a_row_for_each_network_and_one_for_all()
    {
        string[] lines = Tool.Run("eval", "shufflenet_v2_x0_5", "mnasnet0_5", "--data", Images, "--ghn", Ghn, "--ensemble", "--limit", "20")
            .Success().TrimEnd().Split('\n');
        Assert.Equal("data     part of CIFAR-10 test: 20 images, 10 classes, batches of 64", lines[0]);
        Assert.StartsWith("weights  predicted by GHN-3, hidden size 16,", lines[1], StringComparison.Ordinal);
        Assert.Matches("^network +parameters +size +bn +top-1 +top-5 +loss +images/s +time$", lines[3]);
        Assert.Matches(@"^shufflenet_v2_x0_5 +0\.352 M +32×32 +batch +\d+\.00 % +\d+\.00 % +\d+\.\d{4} +\d+\.\d +.*s$", lines[4]);
        Assert.Matches(@"^mnasnet0_5 +0\.950 M ", lines[5]);
        Assert.Matches(@"^ensemble of 2 +- +- +- +\d+\.00 % +\d+\.00 % +\d+\.\d{4} +- +-$", lines[6]);
        Assert.Equal(7, lines.Length);
    }

    [Fact]
    public void Given_weights_use_their_statistics_if_they_have_any()
    {
        using var folder = new TemporaryFolder();
        Network network = Zoo.Create("shufflenet_v2_x0_5", classCount: 10, imageSize: 32);
        using StateDict weights = network.Initialize(seed: 1);
        weights.Save(folder.File("fresh.safetensors"));
        using var model = new Model(network, weights);
        var reader = new DataLoaderOptions { IsShuffled = true };
        BatchNormStatistics.Reestimate(model, Batches(DataSplit.Train, reader), batchCount: 2);
        model.State.Save(folder.File("used.pt"));

        JsonElement[] rows =
        [
            .. Rows("eval", network.Name, network.Name, "--weights", folder.File("fresh.safetensors"), "--weights", folder.File("used.pt")),
            .. Rows("eval", network.Name, "--weights", folder.File("fresh.safetensors"), "--bn", "reestimated", "--bn-batches", "2"),
        ];
        Assert.Equal(["batch", "running", "reestimated"], rows.Select(row => row.GetProperty("bn").GetString()));
        Assert.Equal(folder.File("used.pt"), rows[1].GetProperty("weights").GetString());
        Evaluation expected = Evaluator.Evaluate(model, TestBatches(64), new EvaluationOptions { UsesBatchStatistics = false });
        AssertIs(expected, rows[1]);
        AssertIs(expected, rows[2]);
    }

    [Fact]
    public void What_the_user_may_not_expect_is_told()
    {
        ToolResult result = Tool.Run(
            "eval", "squeezenet1_1", "shufflenet_v2_x0_5", "--data", Images, "--ghn", GoldenGhns.PathOf("ghn3_micro.pt"),
            "--bn", "running", "--limit", "10");
        Assert.Equal(ExitCode.Done, result.Code);
        string[] warnings = result.Error.TrimEnd().Split('\n');
        Assert.Contains("trained for 1000 classes and squeezenet1_1 has 10", warnings[0], StringComparison.Ordinal);
        Assert.Contains("squeezenet1_1 is not adapted to images of 32×32", warnings[1], StringComparison.Ordinal);
        Assert.Contains("trained for 1000 classes and shufflenet_v2_x0_5 has 10", warnings[2], StringComparison.Ordinal);
        Assert.Contains("come without statistics of images", warnings[3], StringComparison.Ordinal);
        Assert.Equal(4, warnings.Length);
    }

    [Fact]
    public void Logits_that_are_not_finite_are_told_and_count_as_wrong()
    {
        using var folder = new TemporaryFolder();
        using StateDict weights = Zoo.Create("shufflenet_v2_x0_5", classCount: 10, imageSize: 32).Initialize();
        weights["fc.bias"].Values[3] = float.NaN;
        weights.Save(folder.File("broken.pt"));
        ToolResult result = Tool.Run(
            "eval", "shufflenet_v2_x0_5", "--data", Images, "--weights", folder.File("broken.pt"), "--limit", "30", "--json");
        Assert.Contains("not finite for 30 of 30 images", result.Error, StringComparison.Ordinal);
        JsonElement row = JsonDocument.Parse(result.Output).RootElement.GetProperty("networks")[0];
        Assert.Equal((0, 30), (row.GetProperty("top1").GetDouble(), row.GetProperty("not_finite").GetInt32()));
        Assert.Equal(JsonValueKind.Null, row.GetProperty("loss").ValueKind);
    }

    [Fact]
    public void What_does_not_fit_is_a_wrong_request()
    {
        using var folder = new TemporaryFolder();
        Zoo.Create("resnet18").Initialize().Save(folder.File("resnet18.pt"));
        string weights = folder.File("resnet18.pt");
        (string Complaint, string[] Arguments)[] cases =
        [
            ("--data", ["resnet18", "--ghn", Ghn]),
            ("'network' missing", ["--data", Images, "--ghn", Ghn]),
            ("'mnist' is no kind of data set", ["resnet18", "--data", "mnist:x", "--ghn", Ghn]),
            ("missing", ["resnet18", "--data", $"cifar10:{folder.File("missing")}", "--ghn", Ghn]),
            ("leave one of them out", ["resnet18", "--data", Images, "--ghn", Ghn, "--weights", weights]),
            ("missing.pt does not exist", ["resnet18", "--data", Images, "--weights", "missing.pt"]),
            ("2 networks and 1 files", ["resnet18", "alexnet", "--data", Images, "--weights", weights]),
            ("resnet18.pt: conv1.weight of resnet18 has the shape", ["resnet18", "--data", Images, "--weights", weights]),
            ("--post prepares predicted weights", ["resnet18", "--data", Images, "--weights", weights, "--post", "noise"]),
            ("--bn-batches needs", ["resnet18", "--data", Images, "--ghn", Ghn, "--bn", "batch", "--bn-batches", "3"]),
            ("--bn takes one of batch, running, reestimated", ["resnet18", "--data", Images, "--ghn", Ghn, "--bn", "none"]),
            ("more than --classes 4", ["resnet18", "--data", Images, "--ghn", Ghn, "--classes", "4"]),
            ("a larger batch helps", ["efficientnet_b0", "--data", Images, "--ghn", Ghn, "--limit", "1"]),
        ];
        foreach ((string complaint, string[] arguments) in cases)
        {
            string given = Tool.Run(["eval", .. arguments]).Complaint(ExitCode.WrongRequest);
            Assert.Contains(complaint, given, StringComparison.Ordinal);
            Assert.DoesNotContain("Parameter '", given, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_interruption_ends_with_its_exit_code_and_a_line()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        string complaint = Tool.Run(source.Token, "eval", "resnet18", "--data", Images, "--ghn", Ghn).Complaint(ExitCode.Interrupted);
        Assert.Equal("ghn: interrupted.\n", complaint);
    }

    private static JsonElement[] Rows(params string[] arguments)
    {
        string json = Tool.Run([.. arguments, "--data", Images, "--json"]).Success();
        return [.. JsonDocument.Parse(json).RootElement.GetProperty("networks").EnumerateArray()];
    }

    private static DataLoader TestBatches(int batchSize) => Batches(DataSplit.Test, new DataLoaderOptions { BatchSize = batchSize });

    private static DataLoader Batches(DataSplit split, DataLoaderOptions options)
    {
        IImageDataset images = ImageDatasets.Open(Images, split);
        return new DataLoader(images, StandardTransforms.For(images, 32, isTraining: false), options);
    }

    private static void AssertIs(Evaluation expected, JsonElement row) => Assert.Equal(
        (expected.Top1, expected.Top5, expected.Loss),
        (row.GetProperty("top1").GetDouble(), row.GetProperty("top5").GetDouble(), row.GetProperty("loss").GetDouble()));
}
