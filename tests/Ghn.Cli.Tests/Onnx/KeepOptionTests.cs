using Ghn.Tensors;
using Ghn.Tensors.Formats;

namespace Ghn.Cli.Tests;

/// <summary><c>ghn predict --keep</c>: parameters of a file that stay as they are there.</summary>
public class KeepOptionTests
{
    private static readonly string Ghn = GoldenGhns.PathOf("ghn3_micro_c10.pt");

    [Fact]
    public void What_a_pattern_names_stays_and_the_rest_is_predicted()
    {
        using var folder = new TemporaryFolder();
        string network = folder.File("network.onnx");
        File.WriteAllBytes(network, OnnxCases.Bytes("networks/buffers"));
        Assert.Equal(ExitCode.Done, Tool.Run("predict", network, "--ghn", Ghn, "-o", folder.File("all.npz")).Code);
        ToolResult result = Tool.Run("predict", network, "--ghn", Ghn, "--keep", "a.1.*", "-o", folder.File("some.npz"));
        Assert.Equal(ExitCode.Done, result.Code);
        Assert.Contains("kept as they were", result.Output, StringComparison.Ordinal);
        Assert.Contains("mean 1×3×1×1", result.Output, StringComparison.Ordinal);

        using StateDict own = Initializers.Named(network);
        using StateDict all = StateDict.Load(folder.File("all.npz"));
        using StateDict some = StateDict.Load(folder.File("some.npz"));
        foreach (string name in all.Names.Where(name => name != "a.1.num_batches_tracked"))
        {
            StateDict expected = name.StartsWith("a.1.", StringComparison.Ordinal) ? own : all;
            Assert.Equal(expected[name].Values.ToArray(), some[name].Values.ToArray());
        }

        Assert.NotEqual(own["a.1.weight"].Values.ToArray(), all["a.1.weight"].Values.ToArray());
    }

    [Theory]
    [InlineData("b.*", "is the name of no parameter")]
    [InlineData("a.1.num_*", "there is no a.1.num_batches_tracked to keep")]
    public void What_is_not_there_cannot_stay(string pattern, string reason)
    {
        using var folder = new TemporaryFolder();
        string network = folder.File("network.onnx");
        File.WriteAllBytes(network, OnnxCases.Bytes("networks/buffers"));
        Assert.Contains(
            reason, Tool.Run("predict", network, "--ghn", Ghn, "--keep", pattern).Complaint(ExitCode.WrongRequest),
            StringComparison.Ordinal);
    }
}
