using System.Globalization;

namespace Ghn.Training.Papers;

/// <summary>A table of a paper: figures as published, by row and column.</summary>
public sealed class PublishedTable
{
    /// <summary>What stands for a figure that there is not.</summary>
    private const string Nothing = "-";

    private readonly Dictionary<string, string[]> _rows = new(StringComparer.Ordinal);

    /// <summary>Takes a table that is written down as Markdown has them.</summary>
    /// <param name="name">The paper and the table: <c>GHN-2, Table 3</c>.</param>
    /// <param name="title">What it shows.</param>
    /// <param name="lines">Its lines: the heading, the rule below it, and the rows.</param>
    internal PublishedTable(string name, string title, IReadOnlyList<string> lines)
    {
        (Name, Title) = (name, title);
        string[][] cells = [.. lines.Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))];
        Columns = cells[0][1..];
        foreach (string[] row in cells[2..])
        {
            _rows.Add(row[0], row[1..]);
        }
    }

    /// <summary>The paper and the table: <c>GHN-2, Table 3</c>.</summary>
    public string Name { get; }

    /// <summary>What it shows, and in what unit.</summary>
    public string Title { get; }

    /// <summary>The names of its columns, but for that of the rows' names.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The names of its rows, in order.</summary>
    public IReadOnlyList<string> Rows => [.. _rows.Keys];

    /// <summary>A figure as it is printed: <c>66.9±0.3</c>; null if the paper has none there.</summary>
    /// <param name="row">The name of a row.</param>
    /// <param name="column">The name of a column.</param>
    public string? this[string row, string column]
    {
        get
        {
            int place = Columns.ToList().IndexOf(column);
            return place >= 0 && _rows.TryGetValue(row, out string[]? figures) && figures[place] != Nothing ? figures[place] : null;
        }
    }

    /// <summary>The share, 0 to 1, that a percentage of a table stands for.</summary>
    internal static double Share(string percent) => (double)(decimal.Parse(percent, CultureInfo.InvariantCulture) / 100);
}
