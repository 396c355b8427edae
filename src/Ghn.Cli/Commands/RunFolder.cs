using Ghn.Training;

namespace Ghn.Cli;

/// <summary>The folder of a command's work: one that the user names and keeps, or one that is gone afterwards.</summary>
internal sealed class RunFolder : IDisposable
{
    private const string RequestFile = "request.txt";

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

    /// <summary>Complains when the folder is that of another request, and otherwise notes the request down.</summary>
    /// <param name="text">The request, an entry to a line.</param>
    /// <exception cref="RequestException">The folder is taken.</exception>
    public void RequireSameRequest(string text)
    {
        if (Directory.ReadText(RequestFile) is not string earlier)
        {
            Directory.WriteText(RequestFile, text);
            return;
        }

        if (earlier == text)
        {
            return;
        }

        (string was, string now) = earlier.Split('\n').Zip(text.Split('\n')).First(lines => lines.First != lines.Second);
        throw new RequestException(
            $"{Directory.Path} belongs to another request ('{was}', now '{now}'). Choose another folder with --run, or delete that one.");
    }

    /// <summary>Takes a temporary folder away.</summary>
    public void Dispose()
    {
        if (KeptPath is null)
        {
            System.IO.Directory.Delete(Directory.Path, recursive: true);
        }
    }
}
