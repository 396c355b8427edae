using System.Text.Json;
using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Tensors;
using Ghn.Tensors.Formats;

namespace Ghn.Cli.Tests;

public sealed class AnalyzeCommandTests : IDisposable
{
    private static readonly string Images = $"cifar10:{Path.Combine(GoldenGhns.PathOf(".."), "images")}";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_explains_itself_with_an_example()
    {
        string help = Tool.Run("analyze", "--help").Success();
        Assert.Contains("Examples:\n  ghn analyze", help, StringComparison.Ordinal);
        Snapshot.Matches("help.analyze", help);
    }

    /// <summary>PyTorch's numbers for hashed weights: <c>tests/Golden/analysis/parameters/activations_sparsity.json.gz</c>.</summary>
    [Fact]
    public void One_batch_of_given_weights_can_be_checked_by_anybody()
    {
        JsonElement golden = GoldenFiles.Json<JsonElement>("analysis", "parameters", "activations_sparsity.json.gz")
            .GetProperty("networks").EnumerateArray().Single(entry => entry.GetProperty("name").GetString() == "resnet18 running");
        Network network = Zoo.Create("resnet18", classCount: 1000, imageSize: 64);
        HashedValues.StateOf(network, gain: 1).Save(_folder.File("w.safetensors"));
        new StateDict { { "x", HashedValues.Batch([4, 3, 64, 64]) } }.Save(_folder.File("x.npy"));
        long[] labels = [.. Enumerable.Range(0, 4).Select(i => (long)(HashedValues.At(2_000_000, (ulong)i) * 1000))];
        new StateDict { { "y", Tensor.From<long>(labels, [4]) } }.Save(_folder.File("y.npy"));

        string json = Tool.Run(
            "analyze", "resnet18", "--weights", _folder.File("w.safetensors"), "--input", _folder.File("x.npy"),
            "--labels", _folder.File("y.npy"), "--bn", "running", "--json").Success();
        JsonElement start = JsonDocument.Parse(json).RootElement.GetProperty("starts").EnumerateArray().Single();
        Assert.Equal("w.safetensors", start.GetProperty("start").GetString());
        Assert.Equal(1, start.GetProperty("gradient_norm").GetDouble() / golden.GetProperty("total_gradient_norm_f64").GetDouble(), 1e-4);
        foreach ((JsonElement expected, JsonElement layer) in
            golden.GetProperty("layers").EnumerateArray().Zip(start.GetProperty("layers").EnumerateArray()))
        {
            Assert.Equal(expected.GetProperty("layer").GetString(), layer.GetProperty("name").GetString());
            Assert.Equal(
                1, layer.GetProperty("activation_variance").GetDouble() / expected.GetProperty("var_ddof1_f64").GetDouble(), 1e-5);
        }
    }

    [Fact]
    public void Starts_stand_side_by_side_in_tables_and_plots()
    {
        string[] request =
        [
            "analyze", "deepnets:test#3", "--init", "rand,ghn", "--ghn", GoldenGhns.PathOf("ghn3_micro_c10.pt"), "--data", Images,
            "--batch", "4", "--image-size", "32", "-o", _folder.File("out"), "--json",
        ];
        JsonElement report = JsonDocument.Parse(Tool.Run(request).Success()).RootElement;
        Assert.Equal(
            ["rand", "ghn"], report.GetProperty("starts").EnumerateArray().Select(start => start.GetProperty("start").GetString()));
        int layers = report.GetProperty("starts")[0].GetProperty("layers").GetArrayLength();
        Assert.Equal(1 + (2 * layers), File.ReadAllLines(_folder.File("out/layers.csv")).Length);
        foreach (string name in (string[])["variance.svg", "correlation.svg", "filters-rand.svg", "filters-ghn.svg"])
        {
            Assert.Equal("svg", System.Xml.Linq.XDocument.Load(Path.Combine(_folder.File("out"), name)).Root!.Name.LocalName);
        }
    }

    [Fact]
    public void Weights_alone_are_looked_at_without_images()
    {
        JsonElement start = JsonDocument.Parse(Tool.Run("analyze", "squeezenet1_1", "--init", "rand", "--json").Success())
            .RootElement.GetProperty("starts")[0];
        Assert.Equal(JsonValueKind.Null, start.GetProperty("gradient_norm").ValueKind);
        Assert.Equal(26, start.GetProperty("layers").GetArrayLength());
        Assert.All(
            start.GetProperty("layers").EnumerateArray(),
            layer => Assert.InRange(layer.GetProperty("channel_correlation_std").GetDouble(), 0, 1));
    }

    [Fact]
    public void Contradictory_requests_are_refused()
    {
        new StateDict { { "x", HashedValues.Batch([2, 3, 64, 64]) } }.Save(_folder.File("x.npy"));
        new StateDict { { "y", Tensor.From<long>([1, 5000], [2]) } }.Save(_folder.File("y.npy"));
        string[] analyze = ["analyze", "resnet18", "--init", "rand"];
        Assert.Contains("give both", Tool.Run([.. analyze, "--input", _folder.File("x.npy")]).Error, StringComparison.Ordinal);
        Assert.Contains(
            "label 1, is 5000",
            Tool.Run([.. analyze, "--input", _folder.File("x.npy"), "--labels", _folder.File("y.npy")]).Error, StringComparison.Ordinal);
        Assert.Contains("two starts", Tool.Run("analyze", "resnet18", "--init", "rand,rand").Error, StringComparison.Ordinal);
        Assert.Contains("--batch is for --data", Tool.Run([.. analyze, "--batch", "3"]).Error, StringComparison.Ordinal);
    }
}
