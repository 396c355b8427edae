namespace Ghn.Training.Data.Loading;

/// <summary>How a <see cref="DataLoader"/> makes batches.</summary>
public sealed record DataLoaderOptions
{
    /// <summary>The number of images in a batch.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Whether each epoch has an order of its own; otherwise all have the data set's.</summary>
    public bool IsShuffled { get; init; }

    /// <summary>The seed of the orders and of the random transforms.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether images that do not fill a batch are left out, rather than forming a smaller one.</summary>
    public bool DropsLast { get; init; }

    /// <summary>How many batches are prepared ahead, in the background; 0 prepares each when it is asked for.</summary>
    public int Prefetch { get; init; } = 4;

    /// <summary>How many threads prepare batches in the background, besides those that compute.</summary>
    public int ThreadCount { get; init; } = Math.Clamp(Environment.ProcessorCount / 2, 1, 4);
}
