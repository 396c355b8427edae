namespace Ghn.Cli.Tests;

/// <summary>
/// Results that cannot be written are failures, words about the work are not, and neither ends the process by an exception.
/// </summary>
public class StandardStreamTests
{
    private const int BadRequest = ExitCode.WrongRequest;

    [UnixTheory]
    [InlineData("ghn archs")]
    [InlineData("ghn archs --json")]
    [InlineData("ghn --help")]
    [InlineData("ghn predict --help")]
    [InlineData("ghn --version")]
    [InlineData("ghn")]
    [InlineData("ghn graph resnet18 --format svg")]
    [InlineData("ghn graph densenet201 --format json --virtual-edges 50")]
    [InlineData("ghn deepnets show deepnets:test#7")]
    [InlineData("ghn predict resnet18 --classes 10 --image-size 32")]
    [InlineData("ghn predict resnet18 --classes 10 --image-size 32 --json")]
    public void A_full_device_is_a_failure_that_says_so(string command)
    {
        string complaint = ToolProcess.Run($"exec {command} > /dev/full").Complaint(ExitCode.Failed);
        Assert.StartsWith("ghn: the results cannot be written to standard output: No space left", complaint, StringComparison.Ordinal);
    }

    [UnixTheory]
    [InlineData("ghn archs >&-")]
    [InlineData("ghn archs --json <&- >&-")]
    [InlineData("ghn --help >&-")]
    public void A_closed_output_is_a_failure_that_says_so(string command)
    {
        string complaint = ToolProcess.Run($"exec {command}").Complaint(ExitCode.Failed);
        Assert.Contains("standard output: it is closed", complaint, StringComparison.Ordinal);
    }

    [UnixTheory]
    [InlineData("ghn archs 2>&-", ExitCode.Done)]
    [InlineData("ghn archs 2>/dev/full", ExitCode.Done)]
    [InlineData("ghn archs <&- 2>&-", ExitCode.Done)]
    [InlineData("ghn predict squeezenet1_1 --classes 1000 2>/dev/full", ExitCode.Done)]
    [InlineData("ghn grahp 2>/dev/full", BadRequest)]
    [InlineData("ghn grahp 2>&-", BadRequest)]
    public void Words_that_cannot_be_said_change_no_exit_code(string command, int code)
    {
        ToolResult result = ToolProcess.Run($"exec {command}");
        Assert.Equal((code, string.Empty), (result.Code, result.Error));
        Assert.Equal(code == ExitCode.Done, result.Output.Length > 0);
    }

    [UnixTheory]
    [InlineData("ghn archs >&- 2>&-", ExitCode.Failed)]
    [InlineData("ghn archs <&- >&- 2>&-", ExitCode.Failed)]
    [InlineData("ghn archs > /dev/full 2>&1", ExitCode.Failed)]
    [InlineData("ghn grahp <&- >&- 2>&-", BadRequest)]
    public void With_neither_stream_the_exit_code_still_tells(string command, int code) =>
        Assert.Equal(new ToolResult(code, string.Empty, string.Empty), ToolProcess.Run($"exec {command}"));

    [UnixFact]
    public void A_reader_that_goes_away_is_no_failure()
    {
        ToolResult result = ToolProcess.Run("set -o pipefail; ghn graph densenet201 --format json --virtual-edges 50 | head -c 10");
        Assert.Equal(new ToolResult(ExitCode.Done, "{\"nodes\":[", string.Empty), result);
    }

    [UnixFact]
    public void Work_without_results_needs_no_output()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(
            new ToolResult(ExitCode.Done, string.Empty, string.Empty),
            ToolProcess.Run($"exec ghn graph alexnet -o '{folder.File("graph.txt")}' >&- 2>&-"));
        Assert.StartsWith("index  op", File.ReadAllText(folder.File("graph.txt")), StringComparison.Ordinal);
    }
}
