namespace Ghn.Cli.Tests;

/// <summary>Requests that cannot be carried out end with exit code 2 and a line that says what to do.</summary>
public class WrongRequestTests
{
    [Theory]
    [InlineData("did you mean", "graph", "resnet5O")]
    [InlineData("resnet50", "graph", "resnet5O")]
    [InlineData("does not exist", "graph", "./network.onnx")]
    [InlineData("does not exist", "run", "network.onnx", "--input", "images.npy")]
    [InlineData("'grahp' is no command; there are predict, graph", "grahp", "resnet18")]
    [InlineData("--depth is no option of 'ghn graph'", "graph", "resnet18", "--depth", "3")]
    [InlineData("Required argument 'network' missing", "graph")]
    [InlineData("--format takes one of table, json, dot, svg, not 'png'", "graph", "resnet18", "--format", "png")]
    [InlineData("--virtual-edges takes a whole number from 1 to 65535, not '0'", "graph", "resnet18", "--virtual-edges", "0")]
    [InlineData("--classes takes a whole number from 1 to 1000000, not 'ten'", "predict", "resnet18", "--classes", "ten")]
    [InlineData("--threads takes a whole number from 1 to 1024, not '-2'", "predict", "resnet18", "--threads", "-2")]
    [InlineData("--seed takes a whole number", "predict", "resnet18", "--seed", "1.5")]
    [InlineData("--post takes one of none, noise, orth, not 'qr'", "predict", "resnet18", "--post", "qr")]
    [InlineData("--beta takes a number that is not negative, not '-1'", "predict", "resnet18", "--post", "orth", "--beta", "-1")]
    [InlineData("--beta takes a number that is not negative, not 'NaN'", "predict", "resnet18", "--post", "orth", "--beta", "NaN")]
    [InlineData("need --post noise or --post orth", "predict", "resnet18", "--beta", "1e-5")]
    [InlineData("resnet18 has layers 0 to 19", "predict", "resnet18", "--post", "orth", "--from-layer", "20")]
    [InlineData("missing.pt does not exist", "predict", "resnet18", "--ghn", "missing.pt")]
    [InlineData("missing.pt does not exist", "inspect", "missing.pt")]
    [InlineData("missing.pt does not exist", "convert", "missing.pt", "out.npz")]
    public void Each_has_its_explanation(string explanation, params string[] arguments) =>
        Assert.Contains(explanation, Tool.Run(arguments).Complaint(ExitCode.WrongRequest), StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void Names_are_as_long_as_a_file_system_takes_them()
    {
        using var folder = new TemporaryFolder();
        string[] request = ["predict", "squeezenet1_1", "--classes", "10", "--ghn", GoldenGhns.PathOf("ghn3_micro_c10.pt"), "-o"];
        string longest = $"{new string('n', 251)}.npz";
        Tool.Run([.. request, folder.File(longest)]).Success();
        Assert.Equal([longest], folder.Files);

        string complaint = Tool.Run([.. request, folder.File($"{new string('ü', 126)}.npz")]).Complaint(ExitCode.WrongRequest);
        Assert.Contains(
            "the name has 256 bytes, and no file's may have more than 255. Choose a shorter one.", complaint, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_that_a_network_does_not_take_are_refused()
    {
        string complaint = Tool.Run("graph", "alexnet", "--image-size", "40").Complaint(ExitCode.WrongRequest);
        Assert.Contains("alexnet", complaint, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter '", complaint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("weights.h5", "Choose one of .safetensors, .pt, .pth, .joblib, .npz")]
    [InlineData("weights", "has no extension")]
    [InlineData("missing/weights.pt", "there is no folder")]
    public void A_file_that_cannot_be_written_is_refused_before_any_work(string file, string explanation)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File(file);
        string ghn = GoldenGhns.PathOf("ghn3_micro.pt");
        foreach (string[] arguments in new string[][] { ["predict", "resnet18", "--ghn", ghn, "-o", path], ["convert", ghn, path] })
        {
            Assert.Contains(explanation, Tool.Run(arguments).Complaint(ExitCode.WrongRequest), StringComparison.Ordinal);
        }

        Assert.Empty(folder.Files);
    }

    [Fact]
    public void A_folder_is_no_output_file()
    {
        using var folder = new TemporaryFolder();
        string complaint = Tool.Run("graph", "alexnet", "-o", folder.Path).Complaint(ExitCode.WrongRequest);
        Assert.Contains("is a folder", complaint, StringComparison.Ordinal);
    }
}
