using System.Diagnostics;
using System.Globalization;

namespace Ghn.Cli.Tests;

/// <summary>The built tool, several times at once under mpirun.</summary>
internal sealed class ProcessGroup : IDisposable
{
    public const string Mpirun = "/usr/bin/mpirun";

    /// <summary>The tool that was built with the tests.</summary>
    public static readonly string BuiltTool = Path.Combine(AppContext.BaseDirectory, "ghn.dll");

    /// <summary>The file, in the folder that a process works in, with the exit code of the member of its rank: <c>code.0</c>.</summary>
    public const string CodeFile = "code";

    /// <summary>A shell that lives longer than the tool, even if mpirun asks both to end.</summary>
    private const string NotingCode = $"trap : TERM; \"$@\"; code=$?; echo $code > {CodeFile}.$OMPI_COMM_WORLD_RANK; exit $code";

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
    public static ProcessGroup Start(int count, params string[] arguments) =>
        StartMpirun(["-n", $"{count}", .. Settings(patience: 3), "dotnet", BuiltTool, .. arguments]);

    /// <summary>Runs members of one group that need not have been started alike, to their end.</summary>
    public static ToolResult Run(IReadOnlyList<GroupMember> members)
    {
        IEnumerable<string> each = members.SelectMany((member, rank) => (string[])
            [.. rank > 0 ? [":"] : Settings(patience: 2), "-n", "1", "-wdir", member.Folder, "sh", "-c", NotingCode, "sh", "dotnet",
                member.Tool, .. member.Arguments]);
        using ProcessGroup group = StartMpirun([.. each]);
        return group.Wait();
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

    /// <param name="patience">The seconds in which processes may end, before mpirun kills them.</param>
    private static string[] Settings(int patience) =>
    [
        "--oversubscribe", "--bind-to", "none", "--mca", "odls_base_sigkill_timeout", $"{patience}", "--mca", "mpi_yield_when_idle", "1",
    ];

    private static ProcessGroup StartMpirun(string[] arguments)
    {
        var start = new ProcessStartInfo(Mpirun, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["OMPI_ALLOW_RUN_AS_ROOT"] = "1";
        start.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1";
        return new ProcessGroup(start);
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

/// <summary>How one process of a group is started.</summary>
/// <param name="Folder">The folder that it works in.</param>
/// <param name="Tool">The program.</param>
/// <param name="Arguments">What it is asked for.</param>
internal sealed record GroupMember(string Folder, string Tool, string[] Arguments);
