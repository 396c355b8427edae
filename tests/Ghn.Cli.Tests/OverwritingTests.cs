using System.Diagnostics;
using Ghn.Onnx;
using Ghn.Tensors;
using Ghn.Tensors.Formats;

namespace Ghn.Cli.Tests;

/// <summary>No output takes the place of an input, whatever either is called.</summary>
public sealed class OverwritingTests : IDisposable
{
    private readonly TrainingFolder _folder = new();

    public OverwritingTests()
    {
        File.Copy(GoldenGhns.PathOf("ghn3_micro_c10.pt"), In("ghn.pt"));
        File.WriteAllBytes(In("net.onnx"), GoldenOnnx.Bytes("onnx", "user_cnn__op13_preserve"));
        File.WriteAllText(In("net.json"), Tool.Run("deepnets", "show", "deepnets:test#7", "--json").Success());
        File.WriteAllText(In("model.safetensors.index.json"), """{"weight_map":{"classifier.1.bias":"weights.npz"}}""");
        using var images = new StateDict { ["images"] = Tensor.Zeros([1, 3, 32, 32]) };
        images.Save(In("images.npy"));
        Assert.Equal(
            ExitCode.Done,
            Tool.Run("predict", "squeezenet1_1", "--classes", "10", "--image-size", "32", "--ghn", In("ghn.pt"), "-o",
                In("weights.npz")).Code);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("predict squeezenet1_1 --ghn @ghn.pt -o @ghn.pt", "--ghn")]
    [InlineData("graph @net.onnx -o @net.onnx", "the network")]
    [InlineData("graph @net.json --format json -o @net.json", "the network")]
    [InlineData("graph deepnets:@archs.bin#1 -o @archs.bin", "the network")]
    [InlineData("run squeezenet1_1 --classes 10 --weights @weights.npz --input @images.npy -o @weights.npz", "--weights")]
    [InlineData("run squeezenet1_1 --classes 10 --weights @weights.npz --input @images.npy -o @images.npy", "--input")]
    [InlineData("convert @ghn.pt @ghn.pt", "the input")]
    [InlineData("convert @model.safetensors.index.json @weights.npz", "the input")]
    [InlineData("run squeezenet1_1 --classes 10 --weights @model.safetensors.index.json --input @images.npy -o @weights.npz", "--weights")]
    [InlineData("finetune squeezenet1_1 --init @weights.npz --data cifar10:@ -o @weights.npz", "--init")]
    [InlineData("finetune squeezenet1_1 --init ghn --ghn @ghn.pt --data cifar10:@ -o @ghn.pt", "--ghn")]
    [InlineData("eval deepnets:@archs.bin --data cifar10:@ --ghn @ghn.pt --csv @ghn.pt", "--ghn")]
    [InlineData("eval deepnets:@archs.bin --data cifar10:@ --ghn @ghn.pt --csv @archs.bin", "the data")]
    [InlineData("eval deepnets:@archs.bin --data cifar10:@ --ghn @ghn.pt --csv @test_batch.bin", "the data")]
    [InlineData("eval deepnets:@archs.bin @net.json --data cifar10:@ --ghn @ghn.pt --csv @net.json", "the network")]
    public void An_output_that_is_an_input_is_refused(string command, string role)
    {
        string[] arguments = [.. command.Split(' ').Select(word => word.Replace("@", $"{In(string.Empty)}/", StringComparison.Ordinal))];
        string output = arguments[^1];
        byte[] before = File.ReadAllBytes(output);
        string complaint = Tool.Run(arguments).Complaint(ExitCode.WrongRequest);
        Assert.Contains($"{output} is the same file as {role}", complaint, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(output));
    }

    [UnixTheory]
    [InlineData("./ghn.pt")]
    [InlineData("../SELF/ghn.pt")]
    [InlineData("symbolic.pt")]
    [InlineData("chain.pt")]
    [InlineData("hard.pt")]
    public void It_is_known_by_whatever_name(string name)
    {
        File.CreateSymbolicLink(In("symbolic.pt"), "ghn.pt");
        File.CreateSymbolicLink(In("chain.pt"), In("symbolic.pt"));
        using (var link = Process.Start("ln", [In("ghn.pt"), In("hard.pt")]))
        {
            link.WaitForExit();
        }

        string spelt = In(
            name.Replace("SELF", Path.GetFileName(Path.TrimEndingDirectorySeparator(In(string.Empty))), StringComparison.Ordinal));
        Assert.Contains(
            "is the same file as", Tool.Run("predict", "alexnet", "--ghn", In("ghn.pt"), "-o", spelt).Complaint(ExitCode.WrongRequest),
            StringComparison.Ordinal);
        Assert.Contains(
            "is the same file as", Tool.Run("predict", "alexnet", "--ghn", spelt, "-o", In("ghn.pt")).Complaint(ExitCode.WrongRequest),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_is_another_file()
    {
        File.Copy(In("weights.npz"), In("copy.npz"));
        Tool.Run("convert", In("weights.npz"), In("copy.npz")).Success();
    }

    [Fact]
    public void The_weights_of_an_onnx_file_are_replaced_where_they_are()
    {
        StateDict before = OnnxModel.Load(In("net.onnx")).Weights;
        Assert.Equal(ExitCode.Done, Tool.Run("predict", In("net.onnx"), "--ghn", In("ghn.pt"), "-o", In("net.onnx")).Code);
        StateDict after = OnnxModel.Load(In("net.onnx")).Weights;
        Assert.Equal(before.Names, after.Names);
        Assert.Contains(before, weight => !weight.Value.Values.SequenceEqual(after[weight.Key].Values));
    }

    [UnixFact]
    public void A_device_keeps_its_place() =>
        Assert.Contains(
            "/dev/null is a device", Tool.Run("graph", "alexnet", "-o", "/dev/null").Complaint(ExitCode.WrongRequest),
            StringComparison.Ordinal);

    private string In(string name) => _folder.File(name);
}
