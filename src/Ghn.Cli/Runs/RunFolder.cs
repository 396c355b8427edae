using System.CommandLine;
using Ghn.Cli.Shell;
using Ghn.Training.Distribution;
using Ghn.Training.Runs;

namespace Ghn.Cli.Runs;

/// <summary>The folder of a command's work: one that the user names and keeps, or one that is gone afterwards.</summary>
internal sealed class RunFolder : IDisposable
{
    private readonly RunLock _lock;

    private RunFolder(RunDirectory directory, string? keptPath)
    {
        _lock = RunLock.Take(directory);
        Directory = directory;
        KeptPath = keptPath;
    }

    /// <summary>Where the work goes.</summary>
    public RunDirectory Directory { get; }

    /// <summary>The folder's path; null if it does not remain.</summary>
    public string? KeptPath { get; }

    /// <summary>Opens the folder that the user has named, or a temporary one; nobody else can as long as it is open.</summary>
    /// <param name="terminal">Where to tell of a checkpoint that is damaged.</param>
    /// <param name="path">The folder; null for a temporary one.</param>
    /// <exception cref="IOException">It cannot be made, nothing can be written there, or another process has it.</exception>
    public static RunFolder Open(Terminal terminal, string? path) => new(
        new RunDirectory(path ?? System.IO.Directory.CreateTempSubdirectory("ghn-").FullName)
        {
            Notice = terminal.Say,
        },
        keptPath: path);

    /// <summary>
    /// The request that began what a folder holds, if <paramref name="request"/> makes no choices itself: it then continues with those.
    /// </summary>
    /// <param name="arguments">Its <see cref="RunManifest.ArgumentsIn"/>, one to a line; empty if nothing has begun.</param>
    /// <param name="request">The request.</param>
    /// <param name="choices">The options that make a choice.</param>
    public static ParseResult? Earlier(string arguments, ParseResult request, IReadOnlyList<Option> choices) =>
        arguments.Length > 0 && !choices.Any(option => request.GetResult(option) is { Implicit: false })
            ? request.RootCommandResult.Command.Parse(arguments.Split('\n'))
            : null;

    /// <summary>Makes sure that the folder holds nothing or the same work, and notes down there what it comes of.</summary>
    /// <exception cref="RunMismatchException">The folder belongs to another request, or to other images.</exception>
    public void Claim(RunManifest manifest)
    {
        // A folder that does not remain is of one request: its images need not be known again.
        (KeptPath is null ? manifest with { Data = [] } : manifest).Claim(Directory);
    }

    /// <summary>Does work that the folder keeps; whoever interrupts it is told where it goes on.</summary>
    /// <param name="terminal">Where to tell.</param>
    /// <param name="kept">What is there then: <c>finished networks are</c>.</param>
    /// <param name="work">The work.</param>
    public T Work<T>(Terminal terminal, string kept, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception error) when (KeptPath is not null && error is (OperationCanceledException or ProcessFailedException))
        {
            terminal.Say($"{kept} in {KeptPath}; the same command continues from there.");
            throw;
        }
    }

    /// <summary>Gives the folder free, and takes a temporary one away.</summary>
    public void Dispose()
    {
        _lock.Dispose();
        if (KeptPath is null)
        {
            System.IO.Directory.Delete(Directory.Path, recursive: true);
        }
    }
}
