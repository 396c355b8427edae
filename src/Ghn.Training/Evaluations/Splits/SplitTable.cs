using System.Globalization;
using System.Text;
using Ghn.Tensors.Files;
using Ghn.Training.Runs;

namespace Ghn.Training.Evaluations.Splits;

/// <summary>Scores as comma-separated values: a row for each network and each origin of its weights.</summary>
public static class SplitTable
{
    /// <summary>What tables are called that come from another process rather than from a file.</summary>
    private const string FromProcess = "scores of another process";

    /// <summary>Writes a table.</summary>
    /// <param name="scores">The scores.</param>
    /// <param name="output">Where to write; it stays open.</param>
    public static void Write(IEnumerable<SplitScore> scores, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(output);
        output.Write(Heading);
        foreach (SplitScore score in scores)
        {
            output.Write(Row(score));
        }
    }

    /// <summary>The first row, with its line's end.</summary>
    internal static string Heading => CommaSeparated.Row(SplitRow.Columns);

    /// <summary>
    /// The row of a score, with its line's end. Its numbers read back are the same, to the last bit; the time has milliseconds.
    /// </summary>
    internal static string Row(SplitScore score)
    {
        Evaluation evaluation = score.Evaluation;
        return CommaSeparated.Row(
        [
            CommaSeparated.Shown(score.Split), Text(score.Index), CommaSeparated.Shown(score.Method), Text(score.ParameterCount),
            Text(score.NodeCount),
            Text(evaluation.Count), Text(evaluation.Top1), Text(evaluation.Top5), Text(evaluation.Loss), Text(evaluation.NotFinite),
            Text(Math.Round(score.Time.TotalSeconds, 3)), CommaSeparated.Shown(score.Failure ?? string.Empty),
        ]);
    }

    /// <summary>The scores of rows that <see cref="Row"/> has made.</summary>
    internal static IReadOnlyList<SplitScore> Scores(string rows) =>
        [.. CommaSeparated.Rows(rows).Select((row, index) => new SplitRow(FromProcess, index + 1, row.Fields).ToScore())];

    /// <summary>Reads the table that a run was writing when it was interrupted, at whatever byte.</summary>
    /// <returns>
    /// The scores that were written to the end, and how many bytes they take with the heading; none and 0 if there is no file.
    /// </returns>
    /// <exception cref="InvalidFileException">It is no such table.</exception>
    public static (IReadOnlyList<SplitScore> Scores, long Length) Read(string path)
    {
        if (!File.Exists(path))
        {
            return ([], 0);
        }

        string text = TextOf(path);
        var scores = new List<SplitScore>();
        int length = 0;
        foreach ((int index, (IReadOnlyList<string> fields, int end)) in CommaSeparated.Rows(text).Index())
        {
            if (index > 0)
            {
                scores.Add(new SplitRow(path, index, fields).ToScore());
            }
            else if (!fields.SequenceEqual(SplitRow.Columns))
            {
                throw SplitRow.WrongHeading(path);
            }

            length = end;
        }

        return (scores, Encoding.UTF8.GetByteCount(text.AsSpan(0, length)));
    }

    private static string TextOf(string path)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(RegularFile.ReadAllBytes(path));
        }
        catch (DecoderFallbackException)
        {
            throw SplitRow.WrongHeading(path);
        }
    }

    private static string Text(IFormattable? number) => number?.ToString(null, CultureInfo.InvariantCulture) ?? string.Empty;
}
