using System.Diagnostics;
using System.Text;

namespace Ghn.Cli.Tests;

/// <summary><c>mpirun -n 3 ghn …</c> where one process is about to do something else than the others: nothing begins.</summary>
public sealed class DistributedAgreementTests : IDisposable
{
    /// <summary>What is promised, of everything from the start of mpirun to its end.</summary>
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(10);

    private static readonly string Host = Environment.MachineName;

    private readonly TrainingFolder _folder = new();
    private readonly TrainingFolder _other = new();
    private readonly TemporaryFolder _tool = new();

    /// <summary>All paths are those of the folder that a process works in, as on machines of their own.</summary>
    private static string[] Train =>
    [
        "train", "--data", "cifar10:.", "--archs", "archs.bin", "--run", "run", "--batch", "4", "--meta-batch", "3",
        "--hidden", "16", "--layers", "1", "--heads", "4", "--max-channels", "16", "--steps", "1",
    ];

    private static string[] Eval => ["eval", "deepnets:test#0-1", "--data", "cifar10:.", "--ghn", "ghn.pt"];

    public void Dispose()
    {
        _folder.Dispose();
        _other.Dispose();
        _tool.Dispose();
    }

    [MpiFact]
    public void Requests_that_differ_are_told_with_both_values()
    {
        string others = $"in process 0 on {Host} and process 2 on {Host}";
        Assert.StartsWith($"ghn: the processes differ in --seed: not given {others}, '1' in process 1 on {Host}. Start "
            + "all", Refuse(Train, [.. Train, "--seed", "1"]), StringComparison.Ordinal);
        Assert.StartsWith($"ghn: the processes differ in the command: 'train' {others}, 'archs' in process "
            + "1", Refuse(Train, ["archs"]), StringComparison.Ordinal);
        Assert.StartsWith($"ghn: the processes differ in --help: not given {others}, 'true' in process "
            + "1", Refuse(Train, [.. Train, "--help"]), StringComparison.Ordinal);
        Assert.StartsWith($"ghn: the processes differ in network 1: 'deepnets:test#0-1' {others}, 'deepnets:test#0-2' in process "
            + "1", Refuse(Eval, [Eval[0], "deepnets:test#0-2", .. Eval[2..]]), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("run")));
    }

    [MpiFact]
    public void A_request_that_only_one_process_cannot_understand_is_told_with_its_process() => Assert.StartsWith(
        $"ghn: process 1 on {Host}: --lr takes a number from", Refuse(Train, [.. Train, "--lr", "fast"]), StringComparison.Ordinal);

    [MpiFact]
    public void Another_revision_of_the_program_is_told() => Assert.StartsWith(
        $"ghn: the processes differ in the program: '{ProgramVersion.WithRevision}' in process 0 on {Host} and process 2 on {Host}, 'ghn ",
        Refuse(Train, Train, AnotherRevision()), StringComparison.Ordinal);

    [MpiFact]
    public void Files_that_differ_under_the_same_path_are_told()
    {
        Change(_other.File("data_batch_2.bin"), place: 1000);
        Assert.StartsWith(
            "ghn: the processes differ in the data set's pixels: '", Refuse(Train, Train, folder: _other), StringComparison.Ordinal);
        Change(_other.File("data_batch_2.bin"), place: 1000);

        File.Delete(_other.File("archs.bin"));
        Assert.StartsWith(
            $"ghn: process 1 on {Host}: archs.bin does not exist.", Refuse(Train, Train, folder: _other), StringComparison.Ordinal);
        Ghn.Networks.DeepNets.Files.DeepNetsFile.Generate(
            _other.File("archs.bin"), Ghn.Networks.DeepNets.DeepNetsSplit.Train, seed: 2, count: 3);
        Assert.StartsWith("ghn: the processes differ in the content of file 1, archs.bin: "
            + "'", Refuse(Train, Train, folder: _other), StringComparison.Ordinal);

        File.Copy(GoldenGhns.PathOf("ghn3_micro_c10.pt"), _folder.File("ghn.pt"));
        File.Copy(GoldenGhns.PathOf("ghn2_micro_c10.pt"), _other.File("ghn.pt"));
        Assert.StartsWith(
            "ghn: the processes differ in the content of file 1, ghn.pt: '", Refuse(Eval, Eval, folder: _other), StringComparison.Ordinal);
    }

    /// <summary>
    /// Starts three processes, the middle one of which is odd; the only complaint, once all of them have ended with code 2.
    /// </summary>
    private string Refuse(string[] usual, string[] odd, string? tool = null, TrainingFolder? folder = null)
    {
        GroupMember member = new(_folder.Path, ProcessGroup.BuiltTool, usual);
        GroupMember[] members = [member, new((folder ?? _folder).Path, tool ?? ProcessGroup.BuiltTool, odd), member];
        long start = Stopwatch.GetTimestamp();
        ToolResult result = ProcessGroup.Run(members);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, Promise);
        Assert.Equal((ExitCode.WrongRequest, string.Empty), (result.Code, result.Output));
        Assert.All(members.Index(), entry => Assert.Equal(
            "2\n", File.ReadAllText(Path.Combine(entry.Item.Folder, $"{ProcessGroup.CodeFile}.{entry.Index}"))));
        return Assert.Single(result.Error.Split('\n'), line => line.StartsWith("ghn: ", StringComparison.Ordinal));
    }

    private static void Change(string file, int place)
    {
        byte[] bytes = File.ReadAllBytes(file);
        bytes[place] ^= 1;
        File.WriteAllBytes(file, bytes);
    }

    /// <summary>The tool with another last letter of its revision, as if it had been built of other sources.</summary>
    private string AnotherRevision()
    {
        foreach (string entry in Directory.EnumerateFileSystemEntries(AppContext.BaseDirectory))
        {
            File.CreateSymbolicLink(_tool.File(Path.GetFileName(entry)), entry);
        }

        string tool = _tool.File("ghn.dll");
        byte[] program = File.ReadAllBytes(tool);
        byte[] revision = Encoding.UTF8.GetBytes(ProgramVersion.WithRevision["ghn ".Length..]);
        int place = program.AsSpan().IndexOf(revision);
        Assert.True(place > 0, "The program does not hold its revision.");
        program[place + revision.Length - 1] ^= 1;
        File.Delete(tool);
        File.WriteAllBytes(tool, program);
        return tool;
    }
}
