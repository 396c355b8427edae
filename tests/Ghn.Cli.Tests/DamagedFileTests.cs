using Ghn.Tensors;
using Ghn.Tensors.Formats;

namespace Ghn.Cli.Tests;

/// <summary>Damaged files that once ended in internal errors (<c>Damaged</c>): each gives one clear error now, with its place.</summary>
public class DamagedFileTests
{
    private static readonly string Folder = Path.GetFullPath(Path.Combine(
        GoldenGhns.PathOf("."), "..", "..", "Ghn.Cli.Tests", "Damaged"));

    private static readonly string Ghn = GoldenGhns.PathOf("ghn3_micro_c10.pt");

    [Theory]
    [InlineData("networks-1e17.csv", "row 1, column seconds: '1e17'")]
    [InlineData("networks-232.csv", "row 1, column seconds: '9223372036854775807'")]
    [InlineData("networks-2669.csv", "row 3, column seconds: 'NaN'")]
    [InlineData("networks-275.csv", "row 2, column seconds: 'NaN'")]
    public void A_number_in_a_table_of_a_run_is_named_by_row_and_column(string name, string place)
    {
        using var folder = new TemporaryFolder();
        string run = folder.File("run");
        string table = Path.Combine(run, "networks.csv");
        string data = $"cifar10:{Path.Combine(GoldenGhns.PathOf(".."), "images")}";
        string[] request = ["eval", "deepnets:test#0-1", "--ghn", Ghn, "--data", data, "--limit", "4", "--run", run];
        Tool.Run(request).Success();
        File.Copy(Path.Combine(Folder, name), table, overwrite: true);

        string complaint = Tool.Run(request).Complaint(ExitCode.Failed);

        Assert.Contains($"{table}, {place}", complaint, StringComparison.Ordinal);
        Assert.Contains("Take the damaged rows out", complaint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_whose_output_is_one_number_for_each_image_has_one_class()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(Folder, "scalar_output.onnx");
        ToolResult result = Tool.Run("predict", path, "--skip-unknown", "--ghn", Ghn, "-o", folder.File("out.npz"));
        Assert.Equal(ExitCode.Done, result.Code);
        Assert.Contains(" 1 classes", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_normalisation_of_what_has_no_channels_is_no_internal_error()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(Folder, "norm_without_channels.onnx");
        string[] request = ["predict", path, "--ghn", Ghn, "-o", folder.File("out.npz")];
        Assert.Contains(path, Tool.Run(request).Complaint(ExitCode.Failed), StringComparison.Ordinal);
        Assert.Equal(0, Tool.Run([.. request, "--skip-unknown"]).Code);
    }

    [Fact]
    public void A_product_of_a_gate_and_two_halves_is_no_gelu()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(Folder, "gelu_of_halves.onnx");
        using Tensor images = HashedValues.Batch([2, 3, 8, 8]);
        new StateDict { ["images"] = images }.Save(folder.File("images.npy"));
        Tool.Run("run", path, "--input", folder.File("images.npy"), "-o", folder.File("outputs.npz")).Success();
        Assert.Null(OutputComparison.Fault(folder.File("outputs.npz"), OnnxRuntimeOracle.Run(path, images), "the right ones"));
    }

    [Fact]
    public void A_picture_with_a_damaged_stream_is_named()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("val/cat/picture.png");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Copy(Path.Combine(Folder, "zlib.png"), path);
        string complaint = Tool.Run(
            "eval", "resnet18", "--image-size", "32", "--ghn", Ghn, "--data", $"images:{folder.Path}").Complaint(ExitCode.Failed);
        Assert.Contains(path, complaint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ghn_for_no_classes_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("ghn.safetensors");
        using (StateDict tensors = StateDict.Load(GoldenGhns.PathOf("mlpdecoder_micro_c10.pt")))
        {
            tensors["bias_class.1.weight"] = Tensor.Allocate([0, tensors["bias_class.1.weight"].Shape[1]]);
            tensors.Save(path);
        }

        string complaint = Tool.Run("inspect", path).Complaint(ExitCode.Failed);
        Assert.Contains($"{path}: bias_class.1.weight", complaint, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_set_of_published_graphs_is_named()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("empty.hdf5");
        File.WriteAllBytes(path, []);
        File.WriteAllText(folder.File("empty_meta.json"), "{}");
        string complaint = Tool.Run("deepnets", "stats", $"{path}#test").Complaint(ExitCode.Failed);
        Assert.Contains($"{path}, byte 0: the file is empty", complaint, StringComparison.Ordinal);
    }

    [Fact]
    public void Initialisers_that_nothing_uses_are_not_read_from_the_file_beside_a_network()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("amplified.onnx");
        File.Copy(Path.Combine(Folder, "amplified.onnx"), path);
        using (FileStream data = File.Create(folder.File("d.bin")))
        {
            data.SetLength(16 << 20);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        Tool.Run("graph", path).Success();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100 << 20);
    }

    [Fact]
    public void An_error_of_the_tools_own_is_noted_down_and_shown_as_one_line()
    {
        var error = new InvalidOperationException("something\nunexpected");
        (int code, string message) = Failure.Of(error, ["predict", "my network", "--post", "noise"]);

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("internal error, please report: InvalidOperationException", message, StringComparison.Ordinal);
        string path = message.Split(' ').Single(word => word.Contains("ghn-error-", StringComparison.Ordinal)).TrimEnd(';');
        string log = File.ReadAllText(path);
        File.Delete(path);
        Assert.Contains("command: predict 'my network' --post noise\n", log, StringComparison.Ordinal);
        Assert.Contains("System.InvalidOperationException: something\nunexpected", log, StringComparison.Ordinal);
        Assert.StartsWith("ghn ", log, StringComparison.Ordinal);
    }
}
