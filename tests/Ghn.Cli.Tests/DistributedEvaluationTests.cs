using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Ghn.Cli.Tests;

/// <summary><c>mpirun -n 2 ghn eval deepnets:…</c>, as a user starts it.</summary>
[Collection(ThreadsOfTheProcess.Name)]
public sealed partial class DistributedEvaluationTests : IDisposable
{
    private const int SecondsColumn = 10;

    private readonly TrainingFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [MpiFact]
    public void Two_processes_print_and_write_what_one_does()
    {
        string[] table = ["deepnets:test#35-36", "mobilenet_v3_small", "--image-size", "8", "--train", "sgd:1"];
        string one = Tool.Run(Command([.. table, "--csv", _folder.File("one.csv")])).Success();
        Assert.Equal(
            Untimed(one), Untimed(Share(2, [.. table, "--csv", _folder.File("two.csv"), "--run", _folder.File("run")]).Split("\nrun ")[0]));
        Assert.Equal(Rows(_folder.File("one.csv")), Rows(_folder.File("two.csv")));
        Assert.Equal(Rows(_folder.File("one.csv")).Order(), Rows(_folder.File("run/networks.csv")).Order());

        // What the folder has is not evaluated again, and so says the same to the last bit.
        string[] kept = [.. table, "--json", "--run", _folder.File("run")];
        Assert.Equal(Tool.Run(Command(kept)).Success(), Share(2, kept));
    }

    [MpiFact]
    public void When_a_process_is_killed_the_same_command_continues_with_any_number_of_processes()
    {
        string[] request = ["deepnets:test#35-38", "--image-size", "8", "--train", "sgd:2", "--run", _folder.File("run")];
        string table = _folder.File("run/networks.csv");
        using (ProcessGroup group = ProcessGroup.Start(2, Command(request)))
        {
            WaitForRows(table, count: 3);
            group.Kill(rank: 1);
            ToolResult result = group.Wait();
            Assert.NotEqual(0, result.Code);
            Assert.EndsWith(
                $"; finished networks are in {_folder.File("run")}, and the same command continues from there.", Complaint(result),
                StringComparison.Ordinal);
        }

        string[] before = Rows(table);
        Assert.InRange(before.Length, 3, 8);
        Tool.Run(Command([.. request, "--csv", _folder.File("continued.csv")])).Success();
        Assert.Equal(before, Rows(table)[..before.Length]);
        Assert.Equal(9, Rows(table).Length);
        Tool.Run(Command([.. request[..^2], "--csv", _folder.File("whole.csv")])).Success();
        Assert.Equal(Rows(_folder.File("whole.csv")), Rows(_folder.File("continued.csv")));
    }

    [MpiFact]
    public void What_cannot_be_evaluated_is_told_once()
    {
        string damaged = _folder.File("damaged.pt");
        File.WriteAllText(damaged, "no GHN");
        (string Complaint, int Code, string[] Arguments)[] cases =
        [
            ($"ghn: {damaged}", ExitCode.Failed, ["deepnets:test#0-3", "--ghn", damaged]),
            ("ghn: single networks are evaluated in one process: call 'ghn eval' without mpirun.", ExitCode.WrongRequest, ["resnet18"]),
        ];
        foreach ((string complaint, int code, string[] arguments) in cases)
        {
            ToolResult result = ProcessGroup.Run(2, ["eval", .. arguments, "--data", _folder.Data, "--threads", "1"]);
            Assert.Equal((code, string.Empty), (result.Code, result.Output));
            Assert.StartsWith(complaint, Complaint(result), StringComparison.Ordinal);
        }
    }

    /// <summary>The only line in which the tool, and not mpirun, says what is wrong.</summary>
    private static string Complaint(ToolResult result) =>
        Assert.Single(result.Error.Split('\n'), line => line.StartsWith("ghn: ", StringComparison.Ordinal));

    /// <summary>The report without the column that tells the time.</summary>
    private static string Untimed(string report) => Times().Replace(report.TrimEnd(), string.Empty);

    [GeneratedRegex(@" +(time|\S+ (ms|s))$", RegexOptions.Multiline)]
    private static partial Regex Times();

    /// <summary>The rows of a table of networks, with its heading, without the column that tells the time.</summary>
    private static string[] Rows(string table) =>
    [
        .. from row in File.ReadLines(table)
           select string.Join(',', row.Split(',').Index().Where(cell => cell.Index != SecondsColumn).Select(cell => cell.Item)),
    ];

    private static void WaitForRows(string table, int count)
    {
        long start = Stopwatch.GetTimestamp();
        while (!File.Exists(table) || File.ReadLines(table).Count() < count)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(5), "The evaluation does not proceed.");
            Thread.Sleep(20);
        }
    }

    private string[] Command(params string[] options) =>
        ["eval", .. options, "--data", _folder.Data, "--ghn", GoldenGhns.PathOf("ghn3_micro_c10.pt"), "--threads", "1"];

    private string Share(int processes, params string[] options)
    {
        ToolResult result = ProcessGroup.Run(processes, Command(options));
        Assert.Equal(0, result.Code);
        Assert.DoesNotContain("ghn: ", result.Error, StringComparison.Ordinal);
        return result.Output;
    }
}
