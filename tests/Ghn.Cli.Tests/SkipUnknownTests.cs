using System.Text.Json;
using Ghn.Onnx;
using Ghn.Tensors;
using Ghn.Tensors.Formats;

namespace Ghn.Cli.Tests;

/// <summary>
/// With --skip-unknown, an ONNX file with operations that Ghn does not know is drawn and predicted as far as it is known.
/// </summary>
public sealed class SkipUnknownTests : IDisposable
{
    private static readonly string[] Ghn = ["--ghn", GoldenGhns.PathOf("ghn3_micro_c10.pt")];

    private readonly TemporaryFolder _folder = new();
    private readonly string _network;

    public SkipUnknownTests()
    {
        _network = _folder.File("decoder.onnx");
        File.WriteAllBytes(_network, GoldenOnnx.Bytes("onnx_unknown", "decoder"));
    }

    [Fact]
    public void The_account_lists_what_was_left_and_behind_what()
    {
        ToolResult result = Tool.Run(["predict", _network, .. Ghn, "--skip-unknown"]);
        Assert.Equal(ExitCode.Done, result.Code);
        Assert.Contains("1 operation is passed over as unknown (Upscale)", result.Error, StringComparison.Ordinal);
        Assert.Matches("left as they were +2 +0.001 M", result.Output);
        Assert.Matches("Upscale +/up/Upscale +up.weight 16×16×2×2 +the operation belongs to com.example, not to ONNX", result.Output);
        Assert.Matches("Upscale +/up/Upscale +up.bias 16 +the operation belongs to com.example, not to ONNX", result.Output);
    }

    [Fact]
    public void Json_lists_it_too()
    {
        JsonElement report = JsonDocument.Parse(Tool.Run(["predict", _network, .. Ghn, "--skip-unknown", "--json"]).Output).RootElement;
        JsonElement unknown = report.GetProperty("unknown").EnumerateArray().Single();
        Assert.Equal("/up/Upscale", unknown.GetProperty("node").GetString());
        Assert.Equal("the operation belongs to com.example, not to ONNX", unknown.GetProperty("reason").GetString());
        JsonElement skipped = report.GetProperty("skipped")[0];
        Assert.Equal("up.weight", skipped.GetProperty("name").GetString());
        Assert.Equal([16, 16, 2, 2], skipped.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32()));
        Assert.True(skipped.GetProperty("in_file").GetBoolean());
        Assert.Equal("Upscale", skipped.GetProperty("operation").GetString());
        Assert.Equal(2, report.GetProperty("skipped").GetArrayLength());
    }

    [Theory]
    [InlineData("weights.safetensors")]
    [InlineData("decoder_init.onnx")]
    public void Output_files_hold_the_files_own_values_beside_the_predicted_ones(string output)
    {
        Tool.Run(["predict", _network, .. Ghn, "--skip-unknown", "-o", _folder.File(output)]);
        OnnxModel before = OnnxModel.Load(_network, skipsUnknown: true);
        StateDict kept = new();
        StateDict predicted;
        if (output.EndsWith(".onnx", StringComparison.Ordinal))
        {
            OnnxModel after = OnnxModel.Load(_folder.File(output), skipsUnknown: true);
            predicted = after.Weights;
            foreach (SkippedTensor tensor in after.SkippedTensors)
            {
                kept.Add(tensor.Name, tensor.Value!);
            }
        }
        else
        {
            kept = predicted = StateDict.Load(_folder.File(output));
        }

        Assert.All(before.SkippedTensors, tensor => Assert.True(tensor.Value!.Values.SequenceEqual(kept[tensor.Name].Values)));
        Assert.Contains(before.Weights, weight => !weight.Value.Values.SequenceEqual(predicted[weight.Key].Values));
    }

    [Fact]
    public void A_file_without_numbers_leaves_them_out_and_says_so()
    {
        string network = _folder.File("network.onnx");
        File.WriteAllBytes(network, GoldenOnnx.Bytes("onnx_unknown", "decoder__empty"));
        ToolResult result = Tool.Run(["predict", network, .. Ghn, "--skip-unknown", "-o", _folder.File("weights.safetensors")]);
        Assert.Contains("up.weight 16×16×2×2, not in the file", result.Output, StringComparison.Ordinal);
        using StateDict weights = StateDict.Load(_folder.File("weights.safetensors"));
        Assert.DoesNotContain(weights.Names, name => name.StartsWith("up.", StringComparison.Ordinal));
        Assert.Contains("head.weight", weights.Names);
    }

    [Fact]
    public void Its_graph_is_drawn()
    {
        ToolResult result = Tool.Run("graph", _network, "--skip-unknown");
        Assert.Contains("passed over as unknown (Upscale)", result.Error, StringComparison.Ordinal);
        Assert.Contains("14 nodes, 14 edges", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("predict")]
    [InlineData("graph")]
    [InlineData("run", "--input", "images.npy")]
    public void Without_the_option_the_error_names_it(params string[] command)
    {
        using Tensor images = Tensor.Allocate([1, 3, 16, 16]);
        new StateDict { ["images"] = images }.Save(_folder.File("images.npy"));
        string[] arguments = [.. command.Select(argument => argument == "images.npy" ? _folder.File(argument) : argument)];
        string complaint = Tool.Run([arguments[0], _network, .. arguments[1..]]).Complaint(ExitCode.Failed);
        Assert.Contains("/up/Upscale (Upscale)", complaint, StringComparison.Ordinal);
        Assert.Contains("With --skip-unknown, 'ghn predict'", complaint, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
