namespace Ghn.Cli.Tests;

public class HelpTests
{
    [Theory]
    [InlineData("predict")]
    [InlineData("graph")]
    [InlineData("run")]
    [InlineData("eval")]
    [InlineData("train")]
    [InlineData("finetune")]
    [InlineData("compare")]
    [InlineData("archs")]
    [InlineData("embed")]
    [InlineData("distance")]
    [InlineData("property")]
    [InlineData("deepnets")]
    [InlineData("inspect")]
    [InlineData("convert")]
    public void Every_command_explains_itself_with_an_example(string command)
    {
        string help = Tool.Run(command, "--help").Success();
        Assert.Contains($"Examples:\n  ghn {command}", help, StringComparison.Ordinal);
        Snapshot.Matches($"help.{command}", help);
    }

    [Fact]
    public void The_tool_explains_itself() => Snapshot.Matches("help", Tool.Run("--help").Success());

    [Fact]
    public void Nothing_asked_for_shows_the_help_as_a_wrong_request()
    {
        ToolResult result = Tool.Run();
        Assert.Equal(ExitCode.WrongRequest, result.Code);
        Assert.Equal(Tool.Run("--help").Output, result.Output);
    }

    [Fact]
    public void The_version_is_the_tools_own() =>
        Assert.Matches(@"^ghn \d+\.\d+\.\d+\S*\n$", Tool.Run("--version").Success());
}
