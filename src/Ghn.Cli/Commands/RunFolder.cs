using System.CommandLine;
using Ghn.Training;

namespace Ghn.Cli;

/// <summary>The folder of a command's work: one that the user names and keeps, or one that is gone afterwards.</summary>
internal sealed class RunFolder : IDisposable
{
    private const string RequestFile = "request.txt";
    private const string ArgumentsFile = "arguments.txt";

    private RunFolder(RunDirectory directory, string? keptPath)
    {
        Directory = directory;
        KeptPath = keptPath;
    }

    /// <summary>Where the work goes.</summary>
    public RunDirectory Directory { get; }

    /// <summary>The folder's path; null if it does not remain.</summary>
    public string? KeptPath { get; }

    /// <summary>Opens the folder that the user has named, or a temporary one.</summary>
    /// <exception cref="IOException">It cannot be made, or nothing can be written there.</exception>
    public static RunFolder Open(string? path) => path is null
        ? new RunFolder(new RunDirectory(System.IO.Directory.CreateTempSubdirectory("ghn-").FullName), keptPath: null)
        : new RunFolder(new RunDirectory(path), path);

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
    /// <param name="text">The request, an entry <c>key: value</c> to a line; a key that only one of the requests has does not matter.</param>
    /// <exception cref="RequestException">The folder is taken.</exception>
    public void RequireSameRequest(string text)
    {
        List<string> entries = [.. EntriesOf(Directory.ReadText(RequestFile) ?? string.Empty)];
        foreach (string now in EntriesOf(text))
        {
            string? was = entries.Find(entry => KeyOf(entry) == KeyOf(now));
            if (was is null)
            {
                entries.Add(now);
            }
            else if (was != now)
            {
                throw new RequestException(
                    $"{Directory.Path} belongs to another request ('{was}', now '{now}'). Choose another folder with --run, or delete that one.");
            }
        }

        Directory.WriteText(RequestFile, string.Concat(entries.Select(entry => $"{entry}\n")));
    }

    /// <summary>Takes a temporary folder away.</summary>
    public void Dispose()
    {
        if (KeptPath is null)
        {
            System.IO.Directory.Delete(Directory.Path, recursive: true);
        }
    }

    private static string[] EntriesOf(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string KeyOf(string entry) => entry.Split(": ")[0];
}
