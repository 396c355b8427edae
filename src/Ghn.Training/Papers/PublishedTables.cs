namespace Ghn.Training.Papers;

/// <summary>
/// The papers' tables. They are part of the program; in the repository they are <c>tests/Golden/papers/tables.md</c>, which the tests
/// compare with as well.
/// </summary>
public static class PublishedTables
{
    private const string Resource = "papers.md";
    private const string Heading = "## ";

    private static readonly Lazy<IReadOnlyDictionary<string, PublishedTable>> Tables = new(Read);

    /// <summary>All tables, by the paper and the table: <c>GHN-2, Table 3</c>.</summary>
    public static IReadOnlyDictionary<string, PublishedTable> All => Tables.Value;

    private static Dictionary<string, PublishedTable> Read()
    {
        using var reader = new StreamReader(typeof(PublishedTables).Assembly.GetManifestResourceStream(Resource)!);
        string[] sections = reader.ReadToEnd().ReplaceLineEndings("\n").Split($"\n{Heading}");
        return sections.Skip(1).Select(TableOf).ToDictionary(table => table.Name, StringComparer.Ordinal);
    }

    private static PublishedTable TableOf(string section)
    {
        string[] lines = section.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] heading = lines[0].Split(": ", 2);
        return new PublishedTable(heading[0], heading[1], [.. lines.Where(line => line.StartsWith('|'))]);
    }
}
