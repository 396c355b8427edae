using System.Text.RegularExpressions;

namespace Ghn.Cli.Tests;

/// <summary>What is written is on the disk: the system calls of each kind of output, in their order.</summary>
public sealed class DurabilityTests : IDisposable
{
    private readonly TrainingFolder _folder = new();

    [StraceFact]
    public void Weights_and_their_name_are_flushed() =>
        AssertFlushed("x.safetensors", "predict", "squeezenet1_1", "--image-size", "32", "-o", _folder.File("x.safetensors"));

    [StraceFact]
    public void A_drawing_and_its_name_are_flushed() =>
        AssertFlushed("x.svg", "graph", "alexnet", "--format", "svg", "-o", _folder.File("x.svg"));

    [StraceFact]
    public void Architectures_and_their_name_are_flushed() =>
        AssertFlushed("x.deepnets", "deepnets", "generate", "train", "--count", "2", "-o", _folder.File("x.deepnets"));

    [StraceFact]
    public void Checkpoints_and_the_logs_that_they_count_on_are_flushed()
    {
        string[] calls = Calls([.. _folder.Command("run", "--meta-batch", "1", "--steps", "1")]);
        string run = _folder.File("run");
        foreach (string file in (string[])["request.txt", "data.txt", "arguments.txt", "checkpoint.safetensors", "ghn.safetensors"])
        {
            AssertFlushed(calls, Path.Combine(run, file));
        }

        int log = IndexOf(calls, 0, $@"fsync\(\d+<{Regex.Escape(run)}/log\.csv>\)");
        Assert.InRange(log, 0, IndexOf(calls, 0, $@"rename\w*\(.*{Regex.Escape(run)}/checkpoint\.safetensors"""));
    }

    public void Dispose() => _folder.Dispose();

    private void AssertFlushed(string file, params string[] arguments) => AssertFlushed(Calls(arguments), _folder.File(file));

    /// <summary>The temporary file is flushed, then renamed, then its folder is flushed.</summary>
    private static void AssertFlushed(string[] calls, string path)
    {
        string name = Regex.Escape(path);
        int flushed = IndexOf(calls, 0, $@"fsync\(\d+<{name}\.\w+\.\d+\.\w+\.tmp>\)");
        int renamed = IndexOf(calls, flushed, $@"rename\w*\(.*""{name}\.\w+\.\d+\.\w+\.tmp"".*""{name}""");
        IndexOf(calls, renamed, $@"fsync\(\d+<{Regex.Escape(Path.GetDirectoryName(path)!)}>\)");
    }

    private static int IndexOf(string[] calls, int start, string pattern)
    {
        int index = Array.FindIndex(calls, start, call => Regex.IsMatch(call, pattern));
        Assert.True(index >= 0, $"No call {pattern} among the {calls.Length - start} calls from {start} on.");
        return index;
    }

    private string[] Calls(params string[] arguments)
    {
        string trace = _folder.File("trace.txt");
        string[] strace =
        [
            StraceFactAttribute.Strace, "-f", "-y", "--seccomp-bpf", "-qq", "-s", "400",
            "-e", "trace=fsync,rename,renameat,renameat2", "-o", trace,
        ];
        using ChildTool tool = ChildTool.StartUnder(strace, arguments);
        ToolResult result = tool.Wait();
        Assert.True(result.Code == ExitCode.Done, result.Error);
        return File.ReadAllLines(trace);
    }
}
