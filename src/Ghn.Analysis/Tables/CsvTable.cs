using System.Globalization;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Writing;
using Ghn.Training.Runs;

namespace Ghn.Analysis.Tables;

/// <summary>A table of texts in a .csv file: a line of column names, then rows of as many fields.</summary>
/// <param name="Name">What to call the table in messages: its file.</param>
/// <param name="Columns">The names of the columns; none where the file is empty.</param>
/// <param name="Rows">The fields of each row, one for each column.</param>
internal sealed record CsvTable(string Name, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>What helps where a row is wrong; null where nothing can be said.</summary>
    public string? Remedy { get; init; }

    /// <summary>Reads a table, of a spreadsheet, too; empty lines are passed over.</summary>
    /// <param name="path">The file.</param>
    /// <param name="remedy">What helps where a row is wrong.</param>
    /// <exception cref="InvalidFileException">A quotation mark is not closed, or a row is of another length.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CsvTable Load(string path, string? remedy = null)
    {
        string text = RegularFile.ReadAllText(path).TrimStart('\ufeff').Replace("\r\n", "\n", StringComparison.Ordinal);
        text = text.EndsWith('\n') ? text : text + "\n";
        (IReadOnlyList<string> Fields, int End)[] parsed = [.. CommaSeparated.Rows(text)];
        if (parsed.Length == 0 || parsed[^1].End != text.Length)
        {
            throw new InvalidFileException(path, $"behind row {parsed.Length - 1}", "a quotation mark is not closed", remedy);
        }

        IReadOnlyList<string>[] lines = [.. parsed.Select(row => row.Fields).Where(row => row is not [""])];
        foreach ((int row, IReadOnlyList<string> fields) in lines.Index())
        {
            if (fields.Count != lines[0].Count)
            {
                throw new InvalidFileException(path, $"row {row}", $"{fields.Count} fields stand in {lines[0].Count} columns", remedy);
            }
        }

        return new CsvTable(path, lines is [var heading, ..] ? heading : [], [.. lines.Skip(1)]) { Remedy = remedy };
    }

    /// <summary>Writes the table. The file appears whole or not at all.</summary>
    /// <param name="path">Where to.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => OutputFile.CreateFromStream(path, stream =>
    {
        using var text = new StreamWriter(stream, leaveOpen: true);
        foreach (IReadOnlyList<string> fields in Rows.Prepend(Columns))
        {
            text.Write(CommaSeparated.Row(fields));
        }
    });

    /// <summary>Where a column stands.</summary>
    /// <exception cref="InvalidFileException">There is none of this name.</exception>
    public int IndexOf(string column)
    {
        int index = Columns.ToList().IndexOf(column);
        return index >= 0 ? index : throw new InvalidFileException(
            Name, "the heading", $"there is no column {column}", $"There are {string.Join(", ", Columns.Select(PrintableText.OfName))}.");
    }

    /// <summary>A finite number.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="column">The column, from 0.</param>
    /// <exception cref="InvalidFileException">The field holds none.</exception>
    public double Number(int row, int column)
    {
        string field = Rows[row][column];
        return double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? number
            : throw new InvalidFileException(
                Name, $"row {row + 1}, column {Columns[column]}", $"'{field}' is not a finite number", Remedy);
    }
}
