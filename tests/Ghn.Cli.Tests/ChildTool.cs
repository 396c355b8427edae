using System.Diagnostics;

namespace Ghn.Cli.Tests;

/// <summary>The built tool in a process of its own, which a test may kill.</summary>
internal sealed class ChildTool : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private ChildTool(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _error = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>The number of the process.</summary>
    public int Id => _process.Id;

    private static string Program => Path.Combine(AppContext.BaseDirectory, "ghn.dll");

    /// <summary>Starts the tool.</summary>
    public static ChildTool Start(params string[] arguments) => new(new ProcessStartInfo("dotnet", [Program, .. arguments]));

    /// <summary>Starts the tool in a folder.</summary>
    public static ChildTool StartIn(string folder, params string[] arguments) =>
        new(new ProcessStartInfo("dotnet", [Program, .. arguments]) { WorkingDirectory = folder });

    /// <summary>Starts the tool under another program: that program's name and arguments come first.</summary>
    public static ChildTool StartUnder(string[] program, params string[] arguments) =>
        new(new ProcessStartInfo(program[0], [.. program[1..], "dotnet", Program, .. arguments]));

    /// <summary>What the shell sees of it once it has ended.</summary>
    public ToolResult Wait()
    {
        Assert.True(_process.WaitForExit(Patience), "The process does not end.");
        return new ToolResult(_process.ExitCode, _output.Result, _error.Result);
    }

    /// <summary>Ends it at once, as <c>kill -9</c> does.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Ends what is left.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
