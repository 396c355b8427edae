using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Ghn.Cli.Tests;

/// <summary>The built tool in a process of its own, started by a shell that redirects its streams.</summary>
internal sealed partial class ToolProcess : IDisposable
{
    /// <summary>What a shell command calls the tool.</summary>
    private const string ToolWord = "ghn ";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _shell;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private ToolProcess(string command)
    {
        string tool = Path.Combine(AppContext.BaseDirectory, "ghn.dll");
        var start = new ProcessStartInfo("/bin/bash", ["-c", command.Replace(ToolWord, $"dotnet '{tool}' ", StringComparison.Ordinal)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _shell = Process.Start(start)!;
        _output = _shell.StandardOutput.ReadToEndAsync();
        _error = _shell.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts a command of the shell. With <c>exec</c> before it, the shell becomes the tool.</summary>
    public static ToolProcess Start(string command) => new(command);

    /// <summary>Runs a command of the shell to its end.</summary>
    public static ToolResult Run(string command)
    {
        using ToolProcess process = Start(command);
        return process.Wait();
    }

    /// <summary>What the shell sees once the process has ended.</summary>
    public ToolResult Wait()
    {
        Assert.True(_shell.WaitForExit(Patience), "The process does not end.");
        return new ToolResult(_shell.ExitCode, _output.Result, _error.Result);
    }

    /// <summary>Waits until the process has come so far.</summary>
    public void WaitUntil(Func<bool> isReached)
    {
        var watch = Stopwatch.StartNew();
        while (!isReached())
        {
            Assert.True(
                watch.Elapsed < Patience && !_shell.HasExited,
                $"The process does not come that far: {(_shell.HasExited ? _error.Result : "it is slow")}");
            Thread.Sleep(20);
        }
    }

    /// <summary>Sends the process a signal.</summary>
    public void Send(int signal) => Assert.Equal(0, Kill(_shell.Id, signal));

    /// <summary>Ends what is left.</summary>
    public void Dispose()
    {
        if (!_shell.HasExited)
        {
            _shell.Kill(entireProcessTree: true);
        }

        _shell.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
