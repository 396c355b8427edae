using Ghn.HyperNetworks;
using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Tensors;
using Ghn.Tensors.Formats;
using Ghn.Tensors.Kernels.Elementwise;
using Ghn.Tensors.Kernels.Reductions;

namespace Ghn.Cli.Tests;

/// <summary>A NaN in a GHN ends a prediction before anything is saved, unless it is allowed.</summary>
public sealed class NonFinitePredictionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Output => _folder.File("weights.safetensors");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ln.bias", float.NaN)]
    [InlineData("embed.weight", float.PositiveInfinity)]
    [InlineData("decoder.class_layer_predictor.1.bias", float.NegativeInfinity)]
    public void The_first_such_tensor_is_named_and_no_file_is_left(string tensor, float value)
    {
        string ghn = Broken(tensor, value);
        string complaint = Predict(ghn).Complaint(ExitCode.Failed);
        Assert.StartsWith($"ghn: {ghn}, tensor {tensor}: it holds infinite numbers or NaNs.", complaint, StringComparison.Ordinal);
        Assert.Contains("--allow-non-finite", complaint, StringComparison.Ordinal);
        Assert.False(File.Exists(Output));
    }

    [Theory]
    [InlineData("eval", "squeezenet1_1")]
    [InlineData("eval", "deepnets:test#0-1")]
    [InlineData("finetune", "squeezenet1_1", "--init", "ghn", "--steps", "1", "--run", "RUN")]
    [InlineData("compare", "squeezenet1_1", "--inits", "rand,ghn", "--steps", "1", "--run", "RUN")]
    public void Whoever_uses_the_weights_hears_of_it_even_where_no_prediction_does(params string[] request)
    {
        // The last row is that of more channels than these networks have.
        string ghn = Broken("shape_enc.embed_channel.weight", float.NaN);
        string data = $"cifar10:{Path.Combine(GoldenGhns.PathOf(".."), "images")}";
        string[] words = [.. request.Select(word => word == "RUN" ? _folder.File("run") : word), "--ghn", ghn, "--data", data];
        string complaint = Tool.Run(words).Complaint(ExitCode.Failed);
        Assert.StartsWith(
            $"ghn: {ghn}, tensor shape_enc.embed_channel.weight: it holds infinite numbers or NaNs. Use another GHN.",
            complaint,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_there_stays_as_it_is()
    {
        File.WriteAllText(Output, "precious");
        Predict(Broken("ln.bias", float.NaN)).Complaint(ExitCode.Failed);
        Assert.Equal("precious", File.ReadAllText(Output));
    }

    [Fact]
    public void Weights_that_overflow_are_named_too()
    {
        string ghn = Broken("ln.weight", float.MaxValue);
        Assert.Matches("its prediction of squeezenet1_1, tensor [a-z0-9.]+: it holds infinite", Predict(ghn).Complaint(ExitCode.Failed));
        Assert.False(File.Exists(Output));
    }

    [Fact]
    public void Allowed_they_are_saved()
    {
        Assert.Equal(ExitCode.Done, Predict(Broken("ln.bias", float.NaN), "--allow-non-finite").Code);
        using StateDict weights = StateDict.Load(Output);
        Assert.NotNull(weights.FirstNonFinite());
    }

    [Fact]
    public void The_library_predicts_what_comes_of_it_and_tells_when_asked()
    {
        using HyperNetwork broken = HyperNetwork.Load(Broken("ln.bias", float.NaN));
        using HyperNetwork whole = HyperNetwork.Load(GoldenGhns.PathOf("ghn3_micro_c10.pt"));
        Network network = Zoo.Create("squeezenet1_1", 10, 32);
        using Prediction nonFinite = broken.Predict(network);
        using Prediction finite = whole.Predict(network);
        Assert.Equal("ln.bias", broken.FirstNonFinite());
        Assert.Equal("features.0.weight", nonFinite.FirstNonFinite());
        Assert.Null(whole.FirstNonFinite());
        Assert.Null(finite.FirstNonFinite());
    }

    private ToolResult Predict(string ghn, params string[] options) =>
        Tool.Run(["predict", "squeezenet1_1", "--classes", "10", "--image-size", "32", "--ghn", ghn, "-o", Output, .. options]);

    private string Broken(string tensor, float value)
    {
        string path = _folder.File("broken.pt");
        using Checkpoint checkpoint = StateDictFile.Load(GoldenGhns.PathOf("ghn3_micro_c10.pt"));
        Tensor changed = Tensor.From<float>(Conversion.ToFloat32(checkpoint.Tensors[tensor]).Values, checkpoint.Tensors[tensor].Shape);
        changed.Values[^1] = value;
        checkpoint.Tensors[tensor] = changed;
        StateDictFile.Save(path, checkpoint.Tensors, checkpoint.Content);
        return path;
    }
}
