using System.Globalization;
using Ghn.Analysis.Tables;
using Ghn.Tensors.Files;

namespace Ghn.Analysis.Embeddings;

/// <summary>Tables of embeddings as .csv files.</summary>
internal static class EmbeddingCsv
{
    private const string GhnColumn = "ghn";

    private static readonly string[] FactColumns = ["network", "nodes", "parameters", "avg_degree", "avg_path"];

    /// <summary>Writes a table.</summary>
    public static void Save(EmbeddingTable table, string path, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        string[] columns = [.. FactColumns, .. Enumerable.Range(0, table.Dimension).Select(i => $"e{i}"), GhnColumn];
        new CsvTable(path, columns, [.. table.Rows.Select(row => Fields(row, table.Ghn))]).Save(path);
    }

    /// <summary>Reads a table.</summary>
    public static EmbeddingTable Load(string path)
    {
        var table = CsvTable.Load(path);
        if (table.Columns.Count == 0)
        {
            throw new InvalidFileException(path, "as a whole", "the table is empty", "Its first line names the columns.");
        }

        if (table.Columns.GroupBy(column => column).FirstOrDefault(group => group.Count() > 1) is { } repeated)
        {
            throw new InvalidFileException(path, "the heading", $"two columns are called {PrintableText.OfName(repeated.Key)}");
        }

        int[] facts = [.. FactColumns.Select(table.IndexOf)];
        int[] values =
        [
            .. Enumerable.Range(0, table.Columns.Count).Select(i => $"e{i}").TakeWhile(table.Columns.Contains).Select(table.IndexOf),
        ];
        if (values.Length == 0)
        {
            throw new InvalidFileException(path, "the heading", "there is no column e0", "'ghn embed' writes tables of embeddings.");
        }

        int ghn = table.IndexOf(GhnColumn);
        return new EmbeddingTable(
            table.Rows.Count == 0 ? string.Empty : table.Rows[0][ghn], [.. Enumerable.Range(0, table.Rows.Count).Select(Row)]);

        NetworkEmbedding Row(int row) => new(
            table.Rows[row][facts[0]],
            (int)table.Number(row, facts[1]),
            (long)table.Number(row, facts[2]),
            table.Number(row, facts[3]),
            table.Number(row, facts[4]),
            [.. values.Select(column => (float)table.Number(row, column))]);
    }

    private static string[] Fields(NetworkEmbedding row, string ghn) =>
    [
        row.Network,
        $"{row.Nodes}",
        $"{row.Parameters}",
        Text(row.AverageDegree),
        Text(row.AveragePath),
        .. row.Values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)),
        ghn,
    ];

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
