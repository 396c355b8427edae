using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Ghn.Onnx.Building;

namespace Ghn.Cli.Shell;

/// <summary>
/// Notes down what whoever mends an error of Ghn itself needs to know, in a file of its own: on a terminal a stack trace would hide the
/// message.
/// </summary>
internal static class InternalErrorLog
{
    /// <summary>Where an error that has passed here knows its file.</summary>
    private const string PathKey = "ghn-error-log";

    /// <summary>Writes the file, unless the error has one.</summary>
    /// <param name="error">The error.</param>
    /// <param name="arguments">The command line.</param>
    /// <returns>Where it is; null if it cannot be written.</returns>
    public static string? Write(Exception error, IReadOnlyList<string> arguments)
    {
        if (error.Data[PathKey] is string known)
        {
            return known;
        }

        string path = Path.Combine(Path.GetTempPath(), $"ghn-error-{Guid.NewGuid():n}.log");
        var text = new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"{ProgramVersion.WithRevision}, {RuntimeInformation.FrameworkDescription}, "
                + $"{RuntimeInformation.RuntimeIdentifier}")
            .AppendLine(CultureInfo.InvariantCulture, $"command: {string.Join(' ', arguments.Select(Quoted))}")
            .AppendLine(error.ToString());
        try
        {
            File.WriteAllText(path, text.ToString());
            error.Data[PathKey] = path;
            return path;
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Quoted(string word) =>
        word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_./:#=,".Contains(letter, StringComparison.Ordinal))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
