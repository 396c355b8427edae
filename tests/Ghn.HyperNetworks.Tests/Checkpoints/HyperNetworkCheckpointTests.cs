using System.Text.Json.Nodes;
using Ghn.HyperNetworks.Checkpoints;
using Ghn.HyperNetworks.Configuration;
using Ghn.HyperNetworks.Decoding;
using Ghn.Networks.Architectures;
using Ghn.Tensors;
using Ghn.Tensors.Files;

namespace Ghn.HyperNetworks.Tests;

/// <summary>Checkpoints of all kinds, layouts and formats.</summary>
public sealed class HyperNetworkCheckpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ghn-tests").FullName;

    public static TheoryData<string> Described => [.. GoldenFiles.Names("ghns", ".json").Where(GoldenCheckpoints.Exists)];

    public static TheoryData<string> OtherFilesOfTheSameGhn =>
        ["ghn3_micro_joblib_zlib3", "ghn3_micro_legacy"];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Described))]
    public void Configuration_is_found_out(string ghn)
    {
        JsonNode expected = JsonNode.Parse(File.ReadAllText(Repository.Golden("ghns", $"{ghn}.json")))!["config"]!;
        using HyperNetwork hyperNetwork = GoldenCheckpoints.Load(ghn);
        HyperNetworkConfiguration actual = hyperNetwork.Configuration;

        bool isTransformer = ghn.StartsWith("ghn3", StringComparison.Ordinal);
        Assert.Equal(isTransformer, actual.Encoder == EncoderKind.Graphormer);
        Assert.Equal((string)expected["hypernet"]! == "mlp", actual.Encoder == EncoderKind.NodeMlp);
        Assert.Equal((string)expected["decoder"]! == "mlp", actual.Decoder == DecoderKind.Mlp);
        Assert.Equal((int)expected["hid"]!, actual.Hidden);
        Assert.Equal(
            expected["max_shape"]!.AsArray().Select(size => (int)size!),
            [actual.MaxOutChannels, actual.MaxInChannels, actual.MaxKernel.Height, actual.MaxKernel.Width]);
        Assert.Equal((int)expected["num_classes"]!, actual.ClassCount);
        Assert.Equal(isTransformer ? (int)expected["layers"]! : 0, actual.Layers);
        Assert.Equal(isTransformer ? (int)expected["heads"]! : 0, actual.Heads);
        Assert.Equal((bool)expected["weight_norm"]!, actual.WeightNormalization);
        Assert.Equal((bool)expected["layernorm"]!, actual.LayerNormalization);
        Assert.Equal(!isTransformer, actual.KernelAnchor == KernelAnchor.TopLeft);
    }

    [Theory]
    [MemberData(nameof(OtherFilesOfTheSameGhn))]
    public void The_same_ghn_in_another_file_predicts_the_same(string ghn)
    {
        using Prediction expected = PredictSqueezeNet(GoldenCheckpoints.Load("ghn3_micro"));
        using Prediction actual = PredictSqueezeNet(GoldenCheckpoints.Load(ghn));
        AssertSame(expected, actual);
    }

    [Fact]
    public void The_published_layout_with_its_tables_at_the_top_predicts_the_same()
    {
        string[] tables = ["centrality_embed_in.weight", "centrality_embed_out.weight", "input_dist_embed.weight"];
        using HyperNetworkCheckpoint original = GoldenCheckpoints.LoadCheckpoint("ghn3_micro");
        var published = new StateDict();
        foreach ((string name, Tensor tensor) in original.Tensors)
        {
            string last = name.Replace("gnn.0.", string.Empty, StringComparison.Ordinal);
            published.Add(tables.Contains(last) ? last : name, tensor);
        }

        Assert.All(tables, table => Assert.True(published.Contains(table)));
        using Prediction expected = PredictSqueezeNet(GoldenCheckpoints.Load("ghn3_micro"));
        using Prediction actual = PredictSqueezeNet(HyperNetwork.From(HyperNetworkCheckpoint.From(published, "published.pt")));
        AssertSame(expected, actual);
    }

    [Fact]
    public void An_uncompressed_joblib_file_predicts_the_same()
    {
        string path = GoldenCheckpoints.Decompress("ghn3_micro_joblib_zlib3", _folder);
        using Prediction expected = PredictSqueezeNet(GoldenCheckpoints.Load("ghn3_micro"));
        using Prediction actual = PredictSqueezeNet(HyperNetwork.Load(path));
        AssertSame(expected, actual);
    }

    [Theory]
    [InlineData("ghn3_micro_half", ElementType.Float16, 2e-3)]
    [InlineData("ghn3_micro_bf16", ElementType.BFloat16, 2e-2)]
    public void Half_precision_stays_in_memory_and_predicts_nearly_the_same(string ghn, ElementType elementType, double tolerance)
    {
        using HyperNetworkCheckpoint checkpoint = GoldenCheckpoints.LoadCheckpoint(ghn);
        Assert.Equal(elementType, checkpoint.Tensors["decoder.conv.2.weight"].ElementType);
        using Prediction expected = PredictSqueezeNet(GoldenCheckpoints.Load("ghn3_micro"));
        using Prediction actual = PredictSqueezeNet(HyperNetwork.From(checkpoint));
        foreach (PredictedParameter parameter in expected.Parameters.Where(parameter => parameter.Shape.Rank > 1))
        {
            Distance.AssertRelative(
                tolerance, expected.Weights[parameter.Name].Values, actual.Weights[parameter.Name].Values, parameter.Name);
        }
    }

    [Theory]
    [InlineData("ghn1_micro", ".safetensors")]
    [InlineData("ghn2_micro", ".safetensors")]
    [InlineData("mlp_micro", ".pt")]
    [InlineData("ghn3_micro_half", ".safetensors")]
    [InlineData("mlpdecoder_micro_c10", ".safetensors")]
    public void A_saved_checkpoint_is_the_same_ghn(string ghn, string extension)
    {
        string path = Path.Combine(_folder, $"saved{extension}");
        using HyperNetworkCheckpoint original = GoldenCheckpoints.LoadCheckpoint(ghn);
        original.Save(path);
        using HyperNetworkCheckpoint saved = HyperNetworkCheckpoint.Load(path);

        Assert.Equal(original.Configuration, saved.Configuration);
        using Prediction expected = PredictSqueezeNet(HyperNetwork.From(original));
        using Prediction actual = PredictSqueezeNet(HyperNetwork.From(saved));
        AssertSame(expected, actual);
    }

    [Fact]
    public void A_missing_tensor_is_named()
    {
        using HyperNetworkCheckpoint checkpoint = GoldenCheckpoints.LoadCheckpoint("ghn3_micro");
        var tensors = new StateDict();
        foreach ((string name, Tensor tensor) in checkpoint.Tensors.Where(entry => entry.Key != "gnn.1.ln2.bias"))
        {
            tensors.Add(name, tensor);
        }

        InvalidFileException error = Assert.Throws<InvalidFileException>(
            () => HyperNetwork.From(HyperNetworkCheckpoint.From(tensors, "cut.pt")));
        Assert.Contains("cut.pt", error.Message, StringComparison.Ordinal);
        Assert.Contains("gnn.1.ln2.bias", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_of_the_wrong_shape_is_named()
    {
        using HyperNetworkCheckpoint checkpoint = GoldenCheckpoints.LoadCheckpoint("ghn3_micro");
        checkpoint.Tensors["decoder.conv.0.weight"] = Tensor.Zeros([128, 63]);
        InvalidFileException error = Assert.Throws<InvalidFileException>(
            () => HyperNetwork.From(HyperNetworkCheckpoint.From(checkpoint.Tensors, "bent.pt")));
        Assert.Contains("decoder.conv.0.weight", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_networks_weights_are_no_ghn()
    {
        using StateDict weights = Zoo.Create("squeezenet1_1").Initialize();
        Assert.False(HyperNetworkCheckpoint.IsHyperNetwork(weights));
        Assert.Throws<InvalidFileException>(() => HyperNetworkCheckpoint.From(weights, "squeezenet.pt"));
    }

    private static Prediction PredictSqueezeNet(HyperNetwork hyperNetwork)
    {
        using (hyperNetwork)
        {
            return hyperNetwork.Predict(Zoo.Create("squeezenet1_1", hyperNetwork.Configuration.ClassCount));
        }
    }

    private static void AssertSame(Prediction expected, Prediction actual)
    {
        foreach ((string name, Tensor tensor) in expected.Weights)
        {
            Assert.True(tensor.Values.SequenceEqual(actual.Weights[name].Values), name);
        }
    }
}
