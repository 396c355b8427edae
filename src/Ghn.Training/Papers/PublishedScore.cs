using Ghn.Training.Data;

namespace Ghn.Training.Papers;

/// <summary>What a paper reports of the networks of a split, for one origin of their weights.</summary>
/// <param name="Table">The table.</param>
/// <param name="Method">How the networks came by their weights, as the paper calls it.</param>
/// <param name="Mean">Their mean accuracy, 0 to 1.</param>
/// <param name="Spread">What the table says stands behind its ±; null for a single network.</param>
/// <param name="Best">The best network's accuracy, if the paper has it.</param>
/// <param name="IsTop5">Whether these are top-5 accuracies, not top-1.</param>
public sealed record PublishedScore(PublishedTable Table, string Method, double Mean, double? Spread, double? Best, bool IsTop5)
{
    /// <summary>The papers' scores of a split, for networks that are judged as in the papers; none if these are not.</summary>
    /// <param name="split">The split, or the name of a single network that the papers have.</param>
    /// <param name="images">What the networks are judged by.</param>
    /// <param name="batchSize">How many images make a batch, by whose statistics batch normalisation goes.</param>
    public static IReadOnlyList<PublishedScore> Of(string split, IImageDataset images, int batchSize)
    {
        ArgumentNullException.ThrowIfNull(images);
        return [.. TablesFor(images, batchSize).SelectMany(entry => Of(split, PublishedTables.All[entry.Name], entry.IsTop5))];
    }

    /// <summary>Why networks are not judged as in the papers; null if they are.</summary>
    /// <param name="images">What the networks are judged by.</param>
    /// <param name="batchSize">How many images make a batch.</param>
    public static string? Objection(IImageDataset images, int batchSize)
    {
        ArgumentNullException.ThrowIfNull(images);
        return TablesFor(images, batchSize).Length > 0
            ? null
            : $"the papers judge by {PublishedProtocol.Description}, in batches of {PublishedProtocol.EvaluationBatch}";
    }

    private static (string Name, bool IsTop5)[] TablesFor(IImageDataset images, int batchSize) => batchSize switch
    {
        PublishedProtocol.EvaluationBatch when PublishedProtocol.IsCifar10(images) => [("GHN-2, Table 3", false)],
        PublishedProtocol.EvaluationBatch when PublishedProtocol.IsImageNet(images) => [("GHN-2, Table 4", true),
            ("GHN-3, Table 11", false)],
        _ => [],
    };

    private static IEnumerable<PublishedScore> Of(string split, PublishedTable table, bool isTop5) =>
        from method in table.Rows
        let figure = table[method, split]
        where figure is not null
        let parts = figure.Split('±')
        let best = table[method, $"best of {split}"]
        select new PublishedScore(
            table,
            method,
            PublishedTable.Share(parts[0]),
            parts.Length > 1 ? PublishedTable.Share(parts[1]) : null,
            best is null ? null : PublishedTable.Share(best),
            isTop5);
}
