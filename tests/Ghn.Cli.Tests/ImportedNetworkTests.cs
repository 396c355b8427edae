using System.Text.Json;
using Ghn.Onnx;
using Ghn.Tensors;
using Ghn.Tensors.Formats;

namespace Ghn.Cli.Tests;

/// <summary>Every command takes an ONNX file where it takes a network.</summary>
public class ImportedNetworkTests
{
    [Fact]
    public void Run_gives_the_recorded_outputs_with_the_weights_in_the_file()
    {
        using var folder = new TemporaryFolder();
        string network = Save(folder, "onnx", "user_cnn__op13_preserve");
        using StateDict recorded = GoldenOnnx.Recorded("user_cnn__op13_preserve");
        new StateDict { ["images"] = recorded["input"] }.Save(folder.File("images.npy"));

        string[] arguments = ["run", network, "--input", folder.File("images.npy")];
        Tool.Run([.. arguments, "-o", folder.File("logits.npy")]).Success();
        Tool.Run([.. arguments, "--weights", network, "-o", folder.File("again.npy")]).Success();

        using StateDict logits = StateDict.Load(folder.File("logits.npy"));
        float[] expected = recorded["output"].Values.ToArray();
        Assert.All(expected.Zip(logits.Single().Value.Values.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.Equal(File.ReadAllBytes(folder.File("logits.npy")), File.ReadAllBytes(folder.File("again.npy")));
    }

    [Fact]
    public void Run_takes_images_with_the_channels_last_where_the_file_does()
    {
        using var folder = new TemporaryFolder();
        string network = Save(folder, "onnx_frameworks", "keras_resnet");
        using StateDict recorded = GoldenOnnx.Recorded("keras_resnet", "onnx_frameworks");
        new StateDict { ["images"] = recorded["input"] }.Save(folder.File("images.npy"));
        Tool.Run("run", network, "--input", folder.File("images.npy"), "-o", folder.File("probabilities.npy")).Success();
        using StateDict output = StateDict.Load(folder.File("probabilities.npy"));
        float[] expected = recorded["output"].Values.ToArray();
        Assert.All(expected.Zip(output.Single().Value.Values.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Fact]
    public void Graph_is_that_of_the_zoo()
    {
        using var folder = new TemporaryFolder();
        string network = Save(folder, "onnx_noweights", "resnet18__op13_preserve");
        string[] formatted = ["--format", "json"];
        JsonElement expected = JsonDocument.Parse(Tool.Run(["graph", "resnet18", .. formatted]).Success()).RootElement;
        JsonElement actual = JsonDocument.Parse(Tool.Run(["graph", network, .. formatted]).Success()).RootElement;
        Assert.Equal(Operations(expected), Operations(actual));
        Assert.Equal(expected.GetProperty("edges").GetRawText(), actual.GetProperty("edges").GetRawText());
    }

    [Fact]
    public void Predicted_weights_bear_the_names_of_the_files_tensors()
    {
        using var folder = new TemporaryFolder();
        string network = Save(folder, "onnx_noweights", "squeezenet1_1__op13_preserve");
        string[] ghn = ["--ghn", GoldenGhns.PathOf("ghn3_micro.pt")];
        Tool.Run(["predict", network, .. ghn, "-o", folder.File("imported.safetensors")]).Success();
        Tool.Run(["predict", "squeezenet1_1", .. ghn, "-o", folder.File("zoo.safetensors")]).Success();
        using StateDict imported = StateDict.Load(folder.File("imported.safetensors"));
        using StateDict zoo = StateDict.Load(folder.File("zoo.safetensors"));
        Assert.Equal(zoo.Names, imported.Names);
        Assert.All(zoo, entry => Assert.True(entry.Value.Values.SequenceEqual(imported[entry.Key].Values)));
    }

    [Fact]
    public void A_file_gets_the_predicted_weights_and_keeps_the_rest()
    {
        using var folder = new TemporaryFolder();
        string network = Save(folder, "onnx", "user_cnn__op13_preserve");
        string[] ghn = ["--ghn", GoldenGhns.PathOf("ghn3_micro_c10.pt")];
        Assert.Equal(0, Tool.Run(["predict", network, .. ghn, "-o", folder.File("weights.safetensors")]).Code);
        Assert.Equal(0, Tool.Run(["predict", network, .. ghn, "-o", folder.File("filled.onnx")]).Code);

        using StateDict expected = StateDict.Load(folder.File("weights.safetensors"));
        OnnxModel filled = OnnxModel.Load(folder.File("filled.onnx"));
        OnnxModel original = OnnxModel.Load(network);
        Assert.All(filled.Weights, entry => Assert.True(entry.Value.Values.SequenceEqual(expected[entry.Key].Values)));
        Assert.Equal(original.Weights.Names, filled.Weights.Names);
        Assert.Equal(original.Network.Nodes.Select(node => node.Name), filled.Network.Nodes.Select(node => node.Name));

        Tool.Run("convert", folder.File("weights.safetensors"), folder.File("converted.onnx"), "--network", network).Success();
        Assert.Equal(File.ReadAllBytes(folder.File("filled.onnx")), File.ReadAllBytes(folder.File("converted.onnx")));
    }

    [Fact]
    public void A_file_with_folded_batch_normalisation_is_warned_of()
    {
        using var folder = new TemporaryFolder();
        string network = Save(folder, "onnx_noweights", "resnet18__op13_eval");
        ToolResult result = Tool.Run("predict", network, "--ghn", GoldenGhns.PathOf("ghn3_micro.pt"));
        Assert.Equal(0, result.Code);
        Assert.Contains("TrainingMode.PRESERVE", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--classes", "10", "1000 classes")]
    [InlineData("--image-size", "64", "224×224")]
    public void Sizes_that_the_file_fixes_cannot_be_chosen(string option, string value, string fixedSize)
    {
        using var folder = new TemporaryFolder();
        string network = Save(folder, "onnx_noweights", "alexnet__op13_preserve");
        string complaint = Tool.Run("graph", network, option, value).Complaint(ExitCode.WrongRequest);
        Assert.Contains(network, complaint, StringComparison.Ordinal);
        Assert.Contains(fixedSize, complaint, StringComparison.Ordinal);
    }

    private static string Save(TemporaryFolder folder, string place, string name)
    {
        File.WriteAllBytes(folder.File($"{name}.onnx"), GoldenOnnx.Bytes(place, name));
        return folder.File($"{name}.onnx");
    }

    private static IEnumerable<string?> Operations(JsonElement graph) =>
        graph.GetProperty("nodes").EnumerateArray().Select(node => $"{node.GetProperty("op")} {node.GetProperty("shape").GetRawText()}");
}
