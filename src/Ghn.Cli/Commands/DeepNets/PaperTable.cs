using Ghn.Training.Papers;

namespace Ghn.Cli.Commands.DeepNets;

/// <summary>
/// The figures of Table 1 of the GHN-2 paper (Knyazev et al., 2021), and the parameters of the published networks, all for CIFAR-10.
/// </summary>
/// <param name="Networks">The number of networks.</param>
/// <param name="Cells">The range of cells.</param>
/// <param name="Channels">The range of channels.</param>
/// <param name="Parameters">The range of parameters, in millions.</param>
/// <param name="Nodes">The range of nodes.</param>
/// <param name="Degree">The mean degree of a graph's nodes, and how far it deviates.</param>
/// <param name="AveragePath">The mean length of a graph's shortest paths, and how far it deviates.</param>
/// <param name="WithoutBatchNorm">The share without batch normalisation.</param>
internal sealed record PaperTable(
    string Networks,
    string Cells,
    string Channels,
    string Parameters,
    string Nodes,
    string Degree,
    string AveragePath,
    string WithoutBatchNorm)
{
    /// <summary>
    /// The median parameters of the published networks, in millions, from the results published with them; null for training.
    /// </summary>
    public string? MedianParameters { get; private init; }

    /// <summary>Their mean.</summary>
    public string? MeanParameters { get; private init; }

    /// <summary>The column of a split; null for the one that the table has not.</summary>
    public static PaperTable? Of(string split)
    {
        PublishedTable table = PublishedTables.All["GHN-2, Table 1"];
        PublishedTable results = PublishedTables.All["GHN-2, published results"];
        return table.Columns.Contains(split)
            ? new PaperTable(
                Of("networks"), Of("cells"), Of("channels"), Of("parameters, M"), Of("nodes"), Of("average degree"),
                Of("average shortest path"),
                Of("without batch norm"))
            {
                MedianParameters = results["median", split],
                MeanParameters = results["mean", split],
            }
            : null;

        string Of(string figure) => table[figure, split]!.Replace("±", " ± ", StringComparison.Ordinal);
    }
}
