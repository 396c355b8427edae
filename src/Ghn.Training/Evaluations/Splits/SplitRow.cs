using System.Globalization;
using Ghn.Tensors.Files;

namespace Ghn.Training.Evaluations.Splits;

/// <summary>
/// A row of a <see cref="SplitTable"/> as it is read: every field is checked, and what is wrong is named by its row and column.
/// </summary>
/// <param name="source">The file, for messages.</param>
/// <param name="number">The row's number, from 1 behind the heading.</param>
/// <param name="fields">The fields.</param>
internal sealed class SplitRow(string source, int number, IReadOnlyList<string> fields)
{
    /// <summary>The heading.</summary>
    public static readonly string[] Columns =
    [
        "split", "index", "weights", "parameters", "nodes", "images", "top1", "top5", "loss", "not_finite", "seconds", "failure",
    ];

    private const string Remedy = "Take the damaged rows out, or delete the file, and what is missing is evaluated again.";

    /// <summary>Three centuries.</summary>
    private const double MaxSeconds = 1e10;

    /// <summary>The score that the row holds.</summary>
    /// <exception cref="InvalidFileException">It holds none.</exception>
    public SplitScore ToScore()
    {
        if (fields.Count != Columns.Length)
        {
            throw new InvalidFileException(
                source, $"row {number}", $"this is no table of evaluated networks: {fields.Count} fields stand in {Columns.Length} columns",
                Remedy);
        }

        string index = Field("index");
        string failure = Field("failure");
        var evaluation = new Evaluation(
            Integer("images", long.MaxValue), Number("top1"), Number("top5"), Number("loss"),
            Integer("not_finite", long.MaxValue));
        return new SplitScore(
            Field("split"), index.Length > 0 ? (int)Integer("index", int.MaxValue) : null, Field("weights"),
            Integer("parameters", long.MaxValue), (int)Integer("nodes", int.MaxValue), evaluation,
            TimeSpan.FromSeconds(Seconds()), failure.Length > 0 ? failure : null);
    }

    /// <summary>The complaint that a table has another heading.</summary>
    public static InvalidFileException WrongHeading(string source) =>
        new(source, "the heading", "this is no table of evaluated networks", Remedy);

    private string Field(string column) => fields[Array.IndexOf(Columns, column)];

    private long Integer(string column, long max) =>
        long.TryParse(Field(column), NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number <= max
            ? number
            : throw Invalid(column, "not a whole number in its range");

    private double Number(string column) =>
        double.TryParse(Field(column), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? number
            : throw Invalid(column, "not a number");

    private double Seconds() => Number("seconds") is >= 0 and <= MaxSeconds and var seconds
        ? seconds
        : throw Invalid("seconds", "not a number in its range");

    private InvalidFileException Invalid(string column, string problem) =>
        new(source, $"row {number}, column {column}", $"'{Field(column)}' is {problem}", Remedy);
}
