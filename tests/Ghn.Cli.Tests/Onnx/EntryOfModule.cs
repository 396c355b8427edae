namespace Ghn.Cli.Tests;

/// <summary>What <c>load_state_dict(strict=True)</c> of an exported module wants of an entry.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Its shape, and with it its orientation.</param>
/// <param name="IsBuffer">Whether it is no parameter.</param>
internal sealed record EntryOfModule(string Name, int[] Shape, bool IsBuffer)
{
    /// <summary>Whether it is a running statistic or counter, which a prediction renews.</summary>
    public bool IsStatistic => Name.EndsWith(".running_mean", StringComparison.Ordinal)
        || Name.EndsWith(".running_var", StringComparison.Ordinal) || IsCounter;

    /// <summary>Whether it counts batches, which no file of PyTorch's exporter does.</summary>
    public bool IsCounter => Name.EndsWith(".num_batches_tracked", StringComparison.Ordinal);
}
