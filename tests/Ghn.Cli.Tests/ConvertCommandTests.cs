using System.Text.Json;
using Ghn.Tensors;
using Ghn.Tensors.Formats;

namespace Ghn.Cli.Tests;

public class ConvertCommandTests
{
    [Theory]
    [InlineData("ghn3_micro.pt", ".safetensors")]
    [InlineData("ghn3_micro_joblib_zlib3.pt", ".npz")]
    [InlineData("ghn3_micro_legacy.pt", ".pt")]
    [InlineData("ghn3_micro_half.pt", ".safetensors")]
    [InlineData("ghn3_micro_half.pt", ".joblib")]
    [InlineData("ghn3_micro_bf16.pt", ".joblib")]
    [InlineData("ghn3_micro_joblib_zlib3.pt", ".joblib")]
    public void Tensors_stay_the_same(string file, string extension)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("converted" + extension);
        string message = Tool.Run("convert", GoldenGhns.PathOf(file), path).Success();
        Assert.StartsWith($"{path}: ", message, StringComparison.Ordinal);
        Assert.Equal(["converted" + extension], folder.Files);

        using Checkpoint before = StateDictFile.Load(GoldenGhns.PathOf(file));
        using Checkpoint after = StateDictFile.Load(path);
        Assert.Equal(before.Tensors.Names, after.Tensors.Names);
        foreach ((string name, Tensor tensor) in before.Tensors)
        {
            Assert.Equal((tensor.Shape, tensor.ElementType), (after.Tensors[name].Shape, after.Tensors[name].ElementType));
            Assert.Equal(tensor.Bytes(0, int.MaxValue), after.Tensors[name].Bytes(0, int.MaxValue));
        }
    }

    [Theory]
    [InlineData("ghn3_micro.pt", ".safetensors")]
    [InlineData("ghn2_micro_c10.pt", ".safetensors")]
    [InlineData("ghn1_micro.pt", ".safetensors")]
    [InlineData("mlpdecoder_micro_c10.pt", ".safetensors")]
    [InlineData("mlpdecoder_micro_c10.pt", ".pt")]
    [InlineData("mlpdecoder_micro_c10.pt", ".joblib")]
    [InlineData("ghn2_micro_c10.pt", ".joblib")]
    public void The_configuration_of_a_ghn_travels_along(string file, string extension)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("ghn" + extension);
        Tool.Run("convert", GoldenGhns.PathOf(file), path).Success();
        Assert.Equal(Configuration(GoldenGhns.PathOf(file)), Configuration(path));
    }

    [Fact]
    public void A_ghn_converted_to_joblib_and_on_predicts_the_same()
    {
        using var folder = new TemporaryFolder();
        string ghn = GoldenGhns.PathOf("ghn3_micro.pt");
        Tool.Run("convert", ghn, folder.File("ghn.joblib")).Success();
        Tool.Run("convert", folder.File("ghn.joblib"), folder.File("ghn.safetensors")).Success();

        byte[] expected = Prediction(ghn);
        Assert.Equal(expected, Prediction(folder.File("ghn.joblib")));
        Assert.Equal(expected, Prediction(folder.File("ghn.safetensors")));

        byte[] Prediction(string path)
        {
            Tool.Run("predict", "squeezenet1_1", "--ghn", path, "-o", folder.File("weights.joblib")).Success();
            return File.ReadAllBytes(folder.File("weights.joblib"));
        }
    }

    [Fact]
    public void Weights_and_their_network_become_what_predict_exports()
    {
        using var folder = new TemporaryFolder();
        string[] request = ["predict", "squeezenet1_1", "--image-size", "64", "--ghn", GoldenGhns.PathOf("ghn3_micro.pt"), "-o"];
        Tool.Run([.. request, folder.File("weights.safetensors")]).Success();
        Tool.Run([.. request, folder.File("predicted.onnx")]).Success();
        string[] network = ["--network", "squeezenet1_1", "--image-size", "64"];
        Tool.Run(["convert", folder.File("weights.safetensors"), folder.File("converted.onnx"), .. network]).Success();
        Assert.Equal(File.ReadAllBytes(folder.File("predicted.onnx")), File.ReadAllBytes(folder.File("converted.onnx")));
    }

    [Theory]
    [InlineData("Name it by --network", ".onnx")]
    [InlineData("Leave --network out", ".npz", "--network", "resnet18")]
    [InlineData("which resnet18 has not", ".onnx", "--network", "resnet18")]
    [InlineData("no architecture called resnet", ".onnx", "--network", "resnet")]
    public void Networks_go_with_onnx_files_alone(string complaint, string extension, params string[] options)
    {
        using var folder = new TemporaryFolder();
        string[] request = ["convert", GoldenGhns.PathOf("ghn3_micro.pt"), folder.File("converted" + extension), .. options];
        Assert.Contains(complaint, Tool.Run(request).Complaint(2), StringComparison.Ordinal);
        Assert.Empty(folder.Files);
    }

    private static string Configuration(string path) =>
        JsonDocument.Parse(Tool.Run("inspect", path, "--json").Success()).RootElement.GetProperty("ghn").GetRawText();
}
