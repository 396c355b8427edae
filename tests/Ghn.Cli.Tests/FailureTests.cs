namespace Ghn.Cli.Tests;

/// <summary>Work that fails ends with exit code 1, interrupted work with 130; neither leaves a file behind.</summary>
public class FailureTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(20_000)]
    public void A_file_cut_short_is_named(int length)
    {
        using var folder = new TemporaryFolder();
        string damaged = folder.File("damaged.pt");
        File.WriteAllBytes(damaged, File.ReadAllBytes(GoldenGhns.PathOf("ghn3_micro.pt"))[..length]);
        foreach (string[] arguments in new string[][]
        {
            ["inspect", damaged],
            ["predict", "resnet18", "--ghn", damaged, "-o", folder.File("weights.pt")],
            ["convert", damaged, folder.File("weights.npz")],
        })
        {
            Assert.Contains(damaged, Tool.Run(arguments).Complaint(ExitCode.Failed), StringComparison.Ordinal);
        }

        Assert.Equal(["damaged.pt"], folder.Files);
    }

    [Fact]
    public void Weights_that_are_no_ghn_are_refused()
    {
        using var folder = new TemporaryFolder();
        string weights = folder.File("weights.safetensors");
        Tool.Run("predict", "squeezenet1_1", "--ghn", GoldenGhns.PathOf("ghn3_micro.pt"), "-o", weights).Success();
        string complaint = Tool.Run("predict", "squeezenet1_1", "--ghn", weights).Complaint(ExitCode.Failed);
        Assert.Contains(weights, complaint, StringComparison.Ordinal);
        Assert.Contains("no GHN", complaint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_the_system_refuses_is_refused_before_the_work()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File(new string('x', 300) + ".npz");
        Tool.Run("graph", "alexnet", "-o", path).Complaint(ExitCode.WrongRequest);
        Tool.Run("predict", "alexnet", "--ghn", GoldenGhns.PathOf("ghn3_micro.pt"), "-o", path).Complaint(ExitCode.WrongRequest);
        Assert.Empty(folder.Files);
    }

    [Fact]
    public void Interrupted_work_says_so_and_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        string ghn = GoldenGhns.PathOf("ghn3_micro.pt");
        foreach (string[] arguments in new string[][]
        {
            ["predict", "alexnet", "--ghn", ghn, "-o", folder.File("weights.pt")],
            ["convert", ghn, folder.File("ghn.npz")],
            ["inspect", ghn],
        })
        {
            ToolResult result = Tool.Run(new CancellationToken(canceled: true), arguments);
            Assert.Equal("ghn: interrupted.\n", result.Complaint(ExitCode.Interrupted));
        }

        Assert.Empty(folder.Files);
    }
}
