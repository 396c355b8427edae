namespace Ghn.Cli.Tests;

/// <summary>Runs the tool within the test's process, as Program does.</summary>
internal static class Tool
{
    /// <summary>Runs the tool to its end.</summary>
    public static ToolResult Run(params string[] arguments) => Run(CancellationToken.None, arguments);

    /// <summary>Runs the tool under a token that stands for Ctrl-C.</summary>
    public static ToolResult Run(CancellationToken interruption, params string[] arguments)
    {
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        int code = CommandLine.Run(arguments, new Terminal(output, error, ShowsProgress: false, Width: 100, interruption));
        return new ToolResult(code, output.ToString(), error.ToString());
    }
}

/// <summary>What the shell sees of a run.</summary>
internal sealed record ToolResult(int Code, string Output, string Error)
{
    /// <summary>The output of a run that must have succeeded without a word of complaint.</summary>
    public string Success()
    {
        Assert.Equal((0, string.Empty), (Code, Error));
        return Output;
    }

    /// <summary>The complaint of a run that must have failed with one line and no result.</summary>
    public string Complaint(int code)
    {
        Assert.Equal((code, string.Empty), (Code, Output));
        Assert.StartsWith("ghn: ", Error, StringComparison.Ordinal);
        Assert.Equal(1, Error.Count(character => character == '\n'));
        return Error;
    }
}
