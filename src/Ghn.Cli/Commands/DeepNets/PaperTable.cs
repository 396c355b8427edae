namespace Ghn.Cli;

/// <summary>The figures of Table 1 of the GHN-2 paper (Knyazev et al., 2021).</summary>
/// <param name="Networks">The number of networks.</param>
/// <param name="Cells">The range of cells.</param>
/// <param name="Channels">The range of channels.</param>
/// <param name="Nodes">The range of nodes.</param>
/// <param name="WithoutBatchNorm">The share without batch normalisation.</param>
internal sealed record PaperTable(string Networks, string Cells, string Channels, string Nodes, string WithoutBatchNorm)
{
    /// <summary>The column of a split; null for the one that the table has not.</summary>
    public static PaperTable? Of(string split) => split switch
    {
        "train" => new("1000000", "4–18", "16–128", "21–827", "3.5 %"),
        "val" or "test" => new("500", "4–18", "32–128", "33–579", "4.1 %"),
        "wide" => new("100", "4–18", "128–1216", "33–579", "4.1 %"),
        "deep" => new("100", "10–36", "32–208", "74–1017", "2.0 %"),
        "dense" => new("100", "4–18", "32–240", "57–993", "5.0 %"),
        "bnfree" => new("100", "4–18", "32–336", "33–503", "100 %"),
        _ => null,
    };
}
