using System.Diagnostics;
using System.Globalization;

namespace Ghn.Cli.Tests;

/// <summary>The built tool, several times at once under mpirun.</summary>
internal sealed class ProcessGroup : IDisposable
{
    public const string Mpirun = "/usr/bin/mpirun";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process _mpirun;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private ProcessGroup(ProcessStartInfo start)
    {
        _mpirun = Process.Start(start)!;
        _output = _mpirun.StandardOutput.ReadToEndAsync();
        _error = _mpirun.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts the tool, on however few processors, and for root as well.</summary>
    public static ProcessGroup Start(int count, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            Mpirun,
            [
                "-n", $"{count}", "--oversubscribe", "--bind-to", "none", "--mca", "odls_base_sigkill_timeout", "3",
                "--mca", "mpi_yield_when_idle", "1",
                "dotnet", Path.Combine(AppContext.BaseDirectory, "ghn.dll"), .. arguments,
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["OMPI_ALLOW_RUN_AS_ROOT"] = "1";
        start.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1";
        return new ProcessGroup(start);
    }

    /// <summary>Runs the tool to its end.</summary>
    public static ToolResult Run(int count, params string[] arguments)
    {
        using ProcessGroup group = Start(count, arguments);
        return group.Wait();
    }

    /// <summary>What the shell sees of all processes together, once they have ended.</summary>
    public ToolResult Wait()
    {
        Assert.True(_mpirun.WaitForExit(Patience), "The processes do not end.");
        return new ToolResult(_mpirun.ExitCode, _output.Result, _error.Result);
    }

    /// <summary>Kills one of the processes, as the system does when memory runs out.</summary>
    public void Kill(int rank)
    {
        int id = File.ReadAllText($"/proc/{_mpirun.Id}/task/{_mpirun.Id}/children")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(child => int.Parse(child, CultureInfo.InvariantCulture))
            .Single(child => File.ReadAllText($"/proc/{child}/environ").Split('\0').Contains($"OMPI_COMM_WORLD_RANK={rank}"));
        using Process process = Process.GetProcessById(id);
        process.Kill();
    }

    /// <summary>Ends what is left.</summary>
    public void Dispose()
    {
        if (!_mpirun.HasExited)
        {
            _mpirun.Kill(entireProcessTree: true);
        }

        _mpirun.Dispose();
    }
}
