using Ghn.Onnx.Building;
using Ghn.Tensors.Files;

namespace Ghn.Cli.Output;

/// <summary>
/// Rows of text in aligned columns, for people and for <c>awk</c>: two spaces between columns, no rules, no colours. Cells are printable,
/// and what is in the middle of a very long one is left out: a name of a megabyte would widen every row.
/// </summary>
internal sealed class TextTable
{
    /// <summary>The greatest width of a column.</summary>
    public const int MaxWidth = 100;

    /// <summary>The greatest width of the last column, which widens no other row.</summary>
    public const int MaxLastWidth = 4000;

    private const string Gap = "  ";

    private readonly List<string[]> _rows = [];
    private readonly bool[] _alignsRight;

    /// <summary>Starts a table.</summary>
    /// <param name="headings">The headings of the columns; one that begins with a tab aligns its column to the right.</param>
    public TextTable(params string[] headings)
    {
        _alignsRight = [.. headings.Select(heading => heading.StartsWith('\t'))];
        Add([.. headings.Select(heading => heading.TrimStart('\t'))]);
    }

    /// <summary>Appends a row, with a cell per column.</summary>
    public void Add(params string[] cells) =>
        _rows.Add([.. cells.Select((cell, column) => PrintableText.Of(cell, column < cells.Length - 1 ? MaxWidth : MaxLastWidth))]);

    /// <summary>Writes the table.</summary>
    public void Write(TextWriter output)
    {
        int[] widths = [.. Enumerable.Range(0, _alignsRight.Length).Select(column => _rows.Max(row => row[column].Length))];
        foreach (string[] row in _rows)
        {
            IEnumerable<string> cells = row.Select((cell, column) =>
                _alignsRight[column] ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            output.WriteLine(string.Join(Gap, cells).TrimEnd());
        }
    }
}
