using Ghn.Tensors.Files;

namespace Ghn.Training.Runs;

/// <summary>What to tell of a run's files that cannot be written: a full disk, a folder without permission.</summary>
internal static class RunFileErrors
{
    private const string Remedy = "Free some space or choose another folder for the run; it continues from its last checkpoint.";

    /// <summary>Does something to a file, and explains what goes wrong.</summary>
    /// <exception cref="IOException">It failed.</exception>
    public static T Explain<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception error) when (error is UnauthorizedAccessException or (IOException and not InvalidFileException))
        {
            throw new IOException($"{path} cannot be written: {Reason(error, path)}. {Remedy}", error);
        }
    }

    /// <inheritdoc cref="Explain{T}"/>
    public static void Explain(string path, Action work) => Explain(path, () =>
    {
        work();
        return true;
    });

    /// <summary>The system's words, without the path that it repeats.</summary>
    private static string Reason(Exception error, string path) => error is WriteFailedException failed
        ? failed.Reason
        : error.Message.Replace($" : '{path}'", string.Empty, StringComparison.Ordinal).TrimEnd('.');
}
