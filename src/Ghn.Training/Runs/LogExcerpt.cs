using Ghn.Tensors.Files;

namespace Ghn.Training.Runs;

/// <summary>A few rows of a training's table, for a place where the whole would be too long.</summary>
internal static class LogExcerpt
{
    /// <summary>
    /// The header of the table and rows at equal intervals, the last one among them; nothing but a header if there are none.
    /// </summary>
    /// <param name="run">Whose table it is.</param>
    /// <param name="maxRows">How many rows at maxRows.</param>
    /// <exception cref="IOException">The table cannot be read.</exception>
    public static string Of(RunDirectory run, int maxRows)
    {
        string[] lines = Text(run.PathOf(TrainingLog.TableName)).TrimEnd('\n').Split('\n');
        int rows = lines.Length - 1;
        int interval = Math.Max(1, (rows + maxRows - 1) / maxRows);
        IEnumerable<string> kept = lines.Skip(1).Where((_, row) => (rows - 1 - row) % interval == 0);
        return string.Join('\n', [lines[0], .. kept]);
    }

    /// <summary>The text of a file that is open for writing.</summary>
    private static string Text(string path)
    {
        using var file = RegularFile.OpenShared(path);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }
}
