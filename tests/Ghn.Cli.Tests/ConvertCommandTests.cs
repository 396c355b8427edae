using System.Text.Json;
using Ghn.Tensors;

namespace Ghn.Cli.Tests;

public class ConvertCommandTests
{
    [Theory]
    [InlineData("ghn3_micro.pt", ".safetensors")]
    [InlineData("ghn3_micro_joblib_zlib3.pt", ".npz")]
    [InlineData("ghn3_micro_legacy.pt", ".pt")]
    [InlineData("ghn3_micro_half.pt", ".safetensors")]
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
    public void The_configuration_of_a_ghn_travels_along(string file, string extension)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("ghn" + extension);
        Tool.Run("convert", GoldenGhns.PathOf(file), path).Success();
        Assert.Equal(Configuration(GoldenGhns.PathOf(file)), Configuration(path));
    }

    private static string Configuration(string path) =>
        JsonDocument.Parse(Tool.Run("inspect", path, "--json").Success()).RootElement.GetProperty("ghn").GetRawText();
}
