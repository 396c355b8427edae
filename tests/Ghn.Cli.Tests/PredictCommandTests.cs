using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ghn.HyperNetworks;
using Ghn.HyperNetworks.Configuration;
using Ghn.HyperNetworks.PostProcessing;
using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Tensors;
using Ghn.Tensors.Formats;

namespace Ghn.Cli.Tests;

public partial class PredictCommandTests
{
    private static readonly string Ghn = GoldenGhns.PathOf("ghn3_micro.pt");

    [Theory]
    [InlineData("predict.resnet18", "resnet18")]
    [InlineData("predict.vit_b_32", "vit_b_32")]
    [InlineData("predict.squeezenet1_1.parameters", "squeezenet1_1", "--parameters")]
    [InlineData("predict.resnet18.orth", "resnet18", "--post", "orth", "--beta", "1e-3", "--from-layer", "5")]
    [InlineData("predict.alexnet.noise", "alexnet", "--post", "noise")]
    public void Summaries_print_as_stored(string snapshot, params string[] arguments) =>
        Snapshot.Matches(snapshot, Stable(Tool.Run(["predict", .. arguments, "--ghn", Ghn]).Success()));

    [Theory]
    [InlineData(".safetensors")]
    [InlineData(".pt")]
    [InlineData(".npz")]
    public void Saved_weights_are_the_librarys_prediction(string extension)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("weights" + extension);
        string summary = Tool.Run("predict", "squeezenet1_1", "--ghn", Ghn, "--seed", "7", "-o", path).Success();
        Assert.Contains($"output   {path}, ", summary, StringComparison.Ordinal);
        Assert.Equal(["weights" + extension], folder.Files);

        using var ghn = HyperNetwork.Load(Ghn);
        using Prediction expected = ghn.Predict(Zoo.Create("squeezenet1_1"), new PredictionOptions(Seed: 7));
        using Checkpoint actual = StateDictFile.Load(path);
        Assert.Equal(expected.Weights.Names, actual.Tensors.Names);
        foreach ((string name, Tensor tensor) in expected.Weights)
        {
            Assert.Equal(tensor.Shape, actual.Tensors[name].Shape);
            Assert.Equal(tensor.Bytes(0, int.MaxValue), actual.Tensors[name].Bytes(0, int.MaxValue));
        }
    }

    [Fact]
    public void Without_a_ghn_the_default_one_predicts_and_says_what_it_was_trained_for()
    {
        ToolResult imageNet = Tool.Run("predict", "squeezenet1_1");
        Assert.Equal(ExitCode.Done, imageNet.Code);
        string[] warnings = imageNet.Error.TrimEnd('\n').Split('\n');
        Assert.Equal(2, warnings.Length);
        Assert.StartsWith(
            "ghn: warning: the GHN was trained for 10 classes and squeezenet1_1 has 1000", warnings[0], StringComparison.Ordinal);
        Assert.StartsWith(
            "ghn: warning: the GHN was trained on images of 32×32 and squeezenet1_1 takes 224×224", warnings[1], StringComparison.Ordinal);

        string cifar = Tool.Run("predict", "resnet18", "--classes", "10", "--image-size", "32").Success();
        Assert.Contains("10 classes", cifar, StringComparison.Ordinal);
        Assert.Contains("ghn-cifar10.safetensors", cifar, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_with_its_weights_is_saved_as_onnx()
    {
        using var folder = new TemporaryFolder();
        Tool.Run("predict", "squeezenet1_1", "--ghn", Ghn, "-o", folder.File("network.onnx")).Success();
        Assert.Equal(["network.onnx"], folder.Files);

        byte[] file = File.ReadAllBytes(folder.File("network.onnx"));
        using var ghn = HyperNetwork.Load(Ghn);
        using Prediction expected = ghn.Predict(Zoo.Create("squeezenet1_1"));
        foreach ((string name, Tensor tensor) in expected.Weights)
        {
            int place = file.AsSpan().IndexOf(tensor.Bytes(0, int.MaxValue));
            Assert.True(place > 0 && file.AsSpan(0, place).LastIndexOf(Encoding.UTF8.GetBytes(name)) > 0, name);
        }
    }

    [Fact]
    public void Json_accounts_for_every_entry()
    {
        var network = Zoo.Create("vit_b_32");
        string printed = Tool.Run("predict", "vit_b_32", "--ghn", Ghn, "--seed", "3", "--json").Success();
        JsonElement report = JsonDocument.Parse(printed).RootElement;
        Assert.Equal("vit_b_32", report.GetProperty("network").GetString());
        Assert.Equal(3, report.GetProperty("seed").GetInt32());
        Assert.Equal("GHN-3", report.GetProperty("ghn").GetProperty("method").GetString());
        Assert.Equal(JsonValueKind.Null, report.GetProperty("output").ValueKind);
        Assert.Equal(network.State.Count, report.GetProperty("tensors").EnumerateObject().Sum(count => count.Value.GetInt64()));
        Assert.Equal(
            network.State.Sum(entry => entry.Shape.ElementCount),
            report.GetProperty("parameters").EnumerateObject().Sum(count => count.Value.GetInt64()));

        JsonElement[] entries = [.. report.GetProperty("entries").EnumerateArray()];
        Assert.Equal(network.State.Select(entry => entry.Name), entries.Select(entry => entry.GetProperty("name").GetString()));
        JsonElement token = entries.Single(entry => entry.GetProperty("name").GetString() == "class_token");
        Assert.Equal("standard_initialization", token.GetProperty("origin").GetString());
        Assert.NotEqual(string.Empty, token.GetProperty("reason").GetString());
        Assert.Equal([1, 1, 768], token.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32()));
        Assert.Equal(
            ["load", "graph", "encode", "decode", "write"], report.GetProperty("seconds").EnumerateObject().Select(stage => stage.Name));
    }

    [Theory]
    [InlineData("noise")]
    [InlineData("orth")]
    public void Post_processed_weights_are_the_librarys(string kind)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("weights.safetensors");
        string printed = Tool.Run(
            "predict", "squeezenet1_1", "--ghn", Ghn, "--seed", "7", "--post", kind, "--beta", "2e-4", "--from-layer", "9", "--json", "-o",
            path)
            .Success();
        JsonElement post = JsonDocument.Parse(printed).RootElement.GetProperty("post");

        using var ghn = HyperNetwork.Load(Ghn);
        var network = Zoo.Create("squeezenet1_1");
        using Prediction expected = ghn.Predict(network, new PredictionOptions(Seed: 7));
        IReadOnlyList<NoisyWeight> noisy = GhnOrth.AddNoise(
            network, expected.Weights, new NoiseOptions(2e-4, 16, FromLayer: 9, Seed: 7));
        Assert.Equal(noisy.Count, post.GetProperty("noisy").GetInt32());
        if (kind == "orth")
        {
            IReadOnlyList<OrthogonalWeight> orthogonal = GhnOrth.Orthogonalize(network, expected.Weights, fromLayer: 9);
            Assert.Equal(orthogonal.Count(weight => weight.Rank < weight.FullRank), post.GetProperty("rank_deficient").GetInt32());
        }

        Assert.Equal(kind == "orth" ? 16 : 0, post.GetProperty("orthogonal").GetInt32());
        using Checkpoint actual = StateDictFile.Load(path);
        Assert.All(expected.Weights, entry =>
            Assert.Equal(entry.Value.Bytes(0, int.MaxValue), actual.Tensors[entry.Key].Bytes(0, int.MaxValue)));
    }

    [Fact]
    public void A_ghn_for_other_classes_leaves_the_classifier_and_warns()
    {
        ToolResult result = Tool.Run("predict", "squeezenet1_1", "--ghn", Ghn, "--classes", "10", "--json");
        Assert.Equal(ExitCode.Done, result.Code);
        const string Warning = "ghn: warning: the GHN was trained for 1000 classes and squeezenet1_1 has 10";
        Assert.StartsWith(Warning, result.Error, StringComparison.Ordinal);
        JsonElement report = JsonDocument.Parse(result.Output).RootElement;
        Assert.Single(report.GetProperty("warnings").EnumerateArray());
        Assert.Equal(2, report.GetProperty("tensors").GetProperty("standard_initialization").GetInt32());
    }

    [Theory]
    [InlineData("squeezenet1_1", true)]
    [InlineData("resnet18", false)]
    public void Small_images_warn_where_the_architecture_does_not_adapt(string network, bool warns)
    {
        ToolResult result = Tool.Run("predict", network, "--ghn", Ghn, "--image-size", "32");
        Assert.Equal(ExitCode.Done, result.Code);
        Assert.Equal(warns, result.Error.Contains("not adapted to images of 32×32", StringComparison.Ordinal));
    }

    /// <summary>The summary without what differs from run to run and from machine to machine.</summary>
    private static string Stable(string summary) =>
        Norm().Replace(Time().Replace(summary.Replace(Ghn, "GHN", StringComparison.Ordinal), "# ms"), "norm     #");

    [GeneratedRegex(@"[\d.]+ m?s\b")]
    private static partial Regex Time();

    [GeneratedRegex(@"norm     [\d.]+")]
    private static partial Regex Norm();
}
