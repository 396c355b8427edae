using System.Globalization;
using System.Text;
using Ghn.Tensors;

namespace Ghn.Training;

/// <summary>Scores as comma-separated values: a row for each network and each origin of its weights.</summary>
public static class SplitTable
{
    private static readonly string[] Columns =
    [
        "split", "index", "weights", "parameters", "nodes", "images", "top1", "top5", "loss", "not_finite", "seconds", "failure",
    ];

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
    internal static string Heading => CommaSeparated.Row(Columns);

    /// <summary>The row of a score, with its line's end. Its numbers read back are the same, to the last bit; the time has milliseconds.</summary>
    internal static string Row(SplitScore score)
    {
        Evaluation evaluation = score.Evaluation;
        return CommaSeparated.Row(
        [
            score.Split, Text(score.Index), score.Method, Text(score.ParameterCount), Text(score.NodeCount),
            Text(evaluation.Count), Text(evaluation.Top1), Text(evaluation.Top5), Text(evaluation.Loss), Text(evaluation.NotFinite),
            Text(Math.Round(score.Time.TotalSeconds, 3)), score.Failure ?? string.Empty,
        ]);
    }

    /// <summary>The scores of rows that <see cref="Row"/> has made.</summary>
    internal static IReadOnlyList<SplitScore> Scores(string rows) => [.. CommaSeparated.Rows(rows).Select(row => Parse(row.Fields)!)];

    /// <summary>Reads the table that a run was writing when it was interrupted, at whatever byte.</summary>
    /// <returns>The scores that were written to the end, and how many bytes they take with the heading; none and 0 if there is no file.</returns>
    /// <exception cref="InvalidFileException">It is no such table.</exception>
    internal static (IReadOnlyList<SplitScore> Scores, long Length) Read(string path)
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
            if (index == 0 ? !fields.SequenceEqual(Columns) : fields.Count != Columns.Length)
            {
                throw Damaged(path, index);
            }

            if (index > 0)
            {
                scores.Add(Parse(fields) ?? throw Damaged(path, index));
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
            throw Damaged(path, row: 0);
        }
    }

    private static SplitScore? Parse(IReadOnlyList<string> fields)
    {
        int? index = Integer(fields[1]) is long place ? (int)place : null;
        if (Integer(fields[3]) is long parameters && Integer(fields[4]) is long nodes && Integer(fields[5]) is long images
            && Number(fields[6]) is double top1 && Number(fields[7]) is double top5 && Number(fields[8]) is double loss
            && Integer(fields[9]) is long notFinite && Number(fields[10]) is double seconds && (index is not null || fields[1].Length == 0))
        {
            var evaluation = new Evaluation(images, top1, top5, loss, notFinite);
            string? failure = fields[11].Length > 0 ? fields[11] : null;
            return new SplitScore(
                fields[0], index, fields[2], parameters, (int)nodes, evaluation, TimeSpan.FromSeconds(seconds), failure);
        }

        return null;
    }

    private static long? Integer(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;

    private static string Text(IFormattable? number) => number?.ToString(null, CultureInfo.InvariantCulture) ?? string.Empty;

    private static InvalidFileException Damaged(string path, int row) => new(
        path, row == 0 ? "the heading" : $"row {row}", "this is no table of evaluated networks",
        "Take the damaged rows out, or delete the file, and what is missing is evaluated again.");
}
