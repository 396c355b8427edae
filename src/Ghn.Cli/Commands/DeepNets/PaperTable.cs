namespace Ghn.Cli;

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
    /// <summary>The median parameters of the published networks, in millions, from the results published with them; null for training.</summary>
    public string? MedianParameters { get; private init; }

    /// <summary>Their mean.</summary>
    public string? MeanParameters { get; private init; }

    /// <summary>The column of a split; null for the one that the table has not.</summary>
    public static PaperTable? Of(string split) => split switch
    {
        "train" => new("1000000", "4–18", "16–128", "0.01–3.1", "21–827", "2.3 ± 0.1", "14.5 ± 4.8", "3.5 %"),
        "val" => OfTest with { MedianParameters = "3.02", MeanParameters = "3.28" },
        "test" => OfTest,
        "wide" => new("100", "4–18", "128–1216", "39–101", "33–579", "2.3 ± 0.1", "14.7 ± 4.9", "4.1 %")
        {
            MedianParameters = "46.04", MeanParameters = "51.56",
        },
        "deep" => new("100", "10–36", "32–208", "2.5–15.3", "74–1017", "2.3 ± 0.1", "26.2 ± 9.3", "2.0 %")
        {
            MedianParameters = "3.19", MeanParameters = "3.99",
        },
        "dense" => new("100", "4–18", "32–240", "2.5–8.8", "57–993", "2.4 ± 0.1", "15.1 ± 4.1", "5.0 %")
        {
            MedianParameters = "3.17", MeanParameters = "3.76",
        },
        "bnfree" => new("100", "4–18", "32–336", "2.5–7.7", "33–503", "2.4 ± 0.1", "10.0 ± 2.8", "100 %")
        {
            MedianParameters = "2.89", MeanParameters = "3.19",
        },
        _ => null,
    };

    private static PaperTable OfTest => new("500", "4–18", "32–128", "2.5–35", "33–579", "2.3 ± 0.1", "14.5 ± 4.9", "4.1 %")
    {
        MedianParameters = "2.96", MeanParameters = "3.34",
    };
}
