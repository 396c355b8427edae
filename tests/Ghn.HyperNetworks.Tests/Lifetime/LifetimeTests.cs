using System.Diagnostics;
using System.IO.Compression;

namespace Ghn.HyperNetworks.Tests;

/// <summary>
/// Use after disposal, disposal during predictions, and files that change while they are mapped: each in a child process, because
/// a fault of memory ends the process that it happens in.
/// </summary>
public sealed class LifetimeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ghn-lifetime-").FullName;

    [Theory]
    [InlineData(nameof(LifetimeScenarios.UseAfterDisposal), 15)]
    [InlineData(nameof(LifetimeScenarios.TrainingAfterDisposal), 11)]
    public void Use_after_disposal_is_refused(string scenario, int attempts)
    {
        string[] lines = Run(scenario);
        string[] tried = [.. lines.Where(line => !line.StartsWith("files", StringComparison.Ordinal))];
        Assert.Equal(attempts, tried.Length);
        Assert.All(tried, line => Assert.EndsWith(": disposed", line, StringComparison.Ordinal));
        Assert.DoesNotContain(
            lines, line => line.Contains("copy", StringComparison.Ordinal) && line.StartsWith("files", StringComparison.Ordinal));
    }

    [Fact]
    public void Closed_files_of_architectures_are_refused()
    {
        foreach (string name in (string[])["eval.hdf5", "eval_meta.json"])
        {
            string packed = Repository.Golden("deepnets", "published", $"{name}.gz");
            using var source = new GZipStream(File.OpenRead(packed), CompressionMode.Decompress);
            using FileStream target = File.Create(Path.Combine(_folder, name));
            source.CopyTo(target);
        }

        Assert.Equal(
            ["network: disposed", "graph: disposed", "networks: disposed", "own network: disposed"],
            Run(nameof(LifetimeScenarios.DatasetAfterDisposal)));
    }

    [Fact]
    public void Changes_of_mapped_tensors_do_not_reach_the_file() =>
        Assert.Equal(["write: done", "read again: done"], Run(nameof(LifetimeScenarios.WritingToAMappedTensor)));

    [Theory]
    [InlineData(nameof(LifetimeScenarios.LargeFileCutShort), "and has 4096 now")]
    [InlineData(nameof(LifetimeScenarios.LargeFileOverwritten), "has been written to since it was opened")]
    public void A_mapped_file_that_changes_is_named(string scenario, string problem)
    {
        string[] lines = Run(scenario);
        Assert.Equal(["predict", "encode", "save", "tensor", "build"], lines.SkipLast(1).Select(line => line.Split(':')[0]));
        Assert.All(lines.SkipLast(1), line => Assert.Contains(
            $"{Path.Combine(_folder, "ghn.safetensors")}: the file ", line, StringComparison.Ordinal));
        Assert.All(lines.SkipLast(1), line => Assert.Contains(problem, line, StringComparison.Ordinal));
        Assert.Equal("files: ghn.safetensors", lines[^1]);
    }

    [Fact]
    public void A_small_file_may_change_once_it_is_loaded() =>
        Assert.Equal(["predict: done"], Run(nameof(LifetimeScenarios.SmallFileCutShort)));

    [Fact]
    public void Disposal_lets_running_predictions_finish() =>
        Assert.Equal(["refused 36 of 36, right some, wrong none"], Run(nameof(LifetimeScenarios.DisposalDuringPredictions)));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Runs this assembly as a program, and gives the lines that it prints.</summary>
    private string[] Run(string scenario)
    {
        string program = typeof(LifetimeScenarios).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", ["exec", program, LifetimeScenarios.Word, scenario, _folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode}: {errors.Result}{output}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
