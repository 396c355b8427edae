using System.CommandLine;
using Ghn.Training;

namespace Ghn.Cli;

/// <summary>The folder of a command's work: one that the user names and keeps, or one that is gone afterwards.</summary>
internal sealed class RunFolder : IDisposable
{
    private const string RequestFile = "request.txt";
    private const string DataFile = "data.txt";
    private const string ArgumentsFile = "arguments.txt";

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

    /// <summary>The arguments of the request that began what the folder holds, one to a line; null if nothing has begun.</summary>
    public string? Arguments => Directory.ReadText(ArgumentsFile);

    /// <summary>
    /// The request that began what a folder holds, if <paramref name="request"/> makes no choices itself: it then continues with those.
    /// </summary>
    /// <param name="arguments">The folder's <see cref="Arguments"/>; empty if nothing has begun.</param>
    /// <param name="request">The request.</param>
    /// <param name="choices">The options that make a choice.</param>
    public static ParseResult? Earlier(string arguments, ParseResult request, IReadOnlyList<Option> choices) =>
        arguments.Length > 0 && !choices.Any(option => request.GetResult(option) is { Implicit: false })
            ? request.RootCommandResult.Command.Parse(arguments.Split('\n'))
            : null;

    /// <summary>Notes a request down for <see cref="Earlier"/>, if it is the first one here.</summary>
    public void Remember(ParseResult request)
    {
        if (Arguments is null)
        {
            Directory.WriteText(ArgumentsFile, string.Join('\n', request.Tokens.Select(token => token.Value)));
        }
    }

    /// <summary>Complains when the folder is that of another request, and otherwise notes down what is new of this one.</summary>
    /// <param name="text">
    /// The request, an entry <c>key: value</c> to a line; a key that only one of the requests has does not matter.
    /// </param>
    /// <exception cref="RequestException">The folder is taken.</exception>
    public void RequireSameRequest(string text) =>
        RequireSame(RequestFile, EntriesOf(text), (was, now) => $"belongs to another request ('{was}', now '{now}')");

    /// <summary>
    /// Complains when what the folder holds came of other images, and otherwise notes down what is new of these. Where they lie does not
    /// matter, nor how that is written.
    /// </summary>
    /// <param name="images">The images, by what they are for; those that only one of two requests has do not matter.</param>
    /// <exception cref="RequestException">The images have changed.</exception>
    public void RequireSameData(params (string Purpose, IImageDataset Images)[] images)
    {
        // A folder that does not remain is of one request.
        if (KeptPath is not null)
        {
            RequireSame(
                DataFile,
                from entry in images
                from part in DatasetFingerprint.Of(entry.Images).Parts
                select $"{entry.Purpose} {part.Key}: {part.Value}",
                (was, now) => $"belongs to other images ('{was}', now '{now}')");
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

    private void RequireSame(string file, IEnumerable<string> entries, Func<string, string, string> difference)
    {
        List<string> known = [.. EntriesOf(Directory.ReadText(file) ?? string.Empty)];
        int before = known.Count;
        foreach (string now in entries)
        {
            string? was = known.Find(entry => KeyOf(entry) == KeyOf(now));
            if (was is null)
            {
                known.Add(now);
            }
            else if (was != now)
            {
                throw new RequestException(
                    $"{Directory.Path} {difference(was, now)}. Choose another folder with --run, or delete that one.");
            }
        }

        if (known.Count > before)
        {
            Directory.WriteText(file, string.Concat(known.Select(entry => $"{entry}\n")));
        }
    }

    private static string[] EntriesOf(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string KeyOf(string entry) => entry.Split(": ")[0];
}
