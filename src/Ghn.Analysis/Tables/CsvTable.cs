using System.Globalization;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Writing;
using Ghn.Training.Runs;

namespace Ghn.Analysis.Tables;

/// <summary>A table of texts in a .csv file: a line of column names, then rows of as many fields.</summary>
/// <param name="Name">What to call the table in messages: its file.</param>
/// <param name="Columns">The names of the columns, all different.</param>
/// <param name="Rows">The fields of each row, one for each column.</param>
internal sealed record CsvTable(string Name, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>Reads a table.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidFileException">It has no columns, two of the same name, or a row of another length.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CsvTable Load(string path)
    {
        string text = RegularFile.ReadAllText(path).TrimStart('\ufeff').Replace("\r\n", "\n", StringComparison.Ordinal);
        text = text.EndsWith('\n') ? text : text + "\n";
        (IReadOnlyList<string> Fields, int End)[] parsed = [.. CommaSeparated.Rows(text)];
        if (parsed.Length == 0 || parsed[^1].End != text.Length)
        {
            throw new InvalidFileException(path, $"behind row {parsed.Length - 1}", "a quotation mark is not closed");
        }

        IReadOnlyList<string>[] lines = [.. parsed.Select(row => row.Fields).Where(row => row is not [""])];
        if (lines.Length == 0)
        {
            throw new InvalidFileException(path, "as a whole", "the table is empty", "Its first line names the columns.");
        }

        if (lines[0].GroupBy(column => column).FirstOrDefault(group => group.Count() > 1) is { } repeated)
        {
            throw new InvalidFileException(path, "the heading", $"two columns are called {PrintableText.OfName(repeated.Key)}");
        }

        foreach ((int row, IReadOnlyList<string> fields) in lines.Index())
        {
            if (fields.Count != lines[0].Count)
            {
                throw new InvalidFileException(path, $"row {row}", $"{fields.Count} fields stand in {lines[0].Count} columns");
            }
        }

        return new CsvTable(path, lines[0], lines[1..]);
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
                Name, $"row {row + 1}", $"{Columns[column]} is {PrintableText.OfName(field)}, which is no finite number");
    }
}
