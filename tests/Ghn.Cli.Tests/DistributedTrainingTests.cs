using System.Diagnostics;
using System.Globalization;
using Ghn.Tensors;
using Ghn.Tensors.Formats;

namespace Ghn.Cli.Tests;

/// <summary><c>mpirun -n 2 ghn train</c>, as a user starts it.</summary>
[Collection(ThreadsOfTheProcess.Name)]
public sealed class DistributedTrainingTests : IDisposable
{
    private static readonly string[] Columns =
        ["step", "epoch", "loss", "cross_entropy", "top1", "gradient_norm", "skipped", "learning_rate"];

    private readonly TrainingFolder _folder = new();

    [MpiFact]
    public void Two_processes_have_the_loss_curve_of_one()
    {
        string one = Tool.Run(Command("one", "--steps", "3")).Success();
        ToolResult two = ProcessGroup.Run(2, Command("two", "--steps", "3"));
        Assert.Equal(0, two.Code);
        Assert.DoesNotContain("ghn: ", two.Error, StringComparison.Ordinal);
        Assert.Equal(WithoutLoss(one, "one"), WithoutLoss(two.Output, "two"));

        (string[][] expected, string[][] actual) = (_folder.Log("one"), _folder.Log("two"));
        Assert.Equal(3, actual.Length);
        Assert.All(expected.Zip(actual), rows => Assert.All(Columns.Index(), column => Assert.Equal(
            Number(rows.First[column.Index]), Number(rows.Second[column.Index]), 1e-3 * Math.Abs(Number(rows.First[column.Index])))));
    }

    [MpiFact]
    public void When_a_process_is_killed_the_same_command_continues_to_the_last_bit()
    {
        using (ProcessGroup group = ProcessGroup.Start(2, Command("killed")))
        {
            WaitForRows("killed", count: 2);
            group.Kill(rank: 1);
            ToolResult result = group.Wait();
            Assert.NotEqual(0, result.Code);
            Assert.Single(result.Error.Split('\n'), line => line.StartsWith("ghn: ", StringComparison.Ordinal));
            Assert.Contains("ghn: ended by mpirun, because a process was lost", result.Error, StringComparison.Ordinal);
        }

        Assert.True(File.Exists(Path.Combine(_folder.File("killed"), "checkpoint.safetensors")));
        string steps = $"{_folder.Log("killed").Length + 1}";
        Assert.Equal(0, ProcessGroup.Run(2, Command("killed", "--steps", steps)).Code);
        Assert.Equal(0, ProcessGroup.Run(2, Command("whole", "--steps", steps)).Code);
        Assert.Equal(_folder.Log("whole").Select(Timeless), _folder.Log("killed").Select(Timeless));
        Assert.Equal(Ghn("whole"), Ghn("killed"));
    }

    [MpiFact]
    public void Only_the_first_process_complains()
    {
        ToolResult result = ProcessGroup.Run(2, _folder.Command("run", "--meta-batch", "1"));
        Assert.Equal(ExitCode.WrongRequest, result.Code);
        Assert.Single(result.Error.Split('\n'), line => line.StartsWith("ghn: ", StringComparison.Ordinal));
        Assert.Contains("ghn: --meta-batch 1 does not give each of 2 processes a network.", result.Error, StringComparison.Ordinal);
    }

    [MpiFact]
    public void Other_commands_refuse_to_run_several_times_at_once()
    {
        ToolResult result = ProcessGroup.Run(2, "archs");
        Assert.Equal((ExitCode.WrongRequest, string.Empty), (result.Code, result.Output));
        Assert.Single(result.Error.Split('\n'), line => line == "ghn: 'ghn archs' works in one process: call it without mpirun.");
    }

    public void Dispose() => _folder.Dispose();

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);

    /// <summary>A row without the columns that tell the time.</summary>
    private static string Timeless(string[] row) => string.Join(',', row[..Columns.Length]);

    private static string WithoutLoss(string report, string run) =>
        report[..report.IndexOf(", loss", StringComparison.Ordinal)] + report[report.IndexOf(". Saved",
            StringComparison.Ordinal)..].Replace(run, string.Empty, StringComparison.Ordinal);

    private string[] Command(string run, params string[] options) =>
        _folder.Command(run, ["--meta-batch", "2", "--threads", "1", .. options]);

    private float[] Ghn(string run)
    {
        using StateDict ghn = StateDict.Load(Path.Combine(_folder.File(run), "ghn.safetensors"));
        return [.. ghn.SelectMany(entry => entry.Value.Values.ToArray())];
    }

    private void WaitForRows(string run, int count)
    {
        long start = Stopwatch.GetTimestamp();
        while (!File.Exists(Path.Combine(_folder.File(run), "log.csv")) || _folder.Log(run).Length < count)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(5), "The training does not proceed.");
            Thread.Sleep(20);
        }
    }
}
