namespace Ghn.Training.Data;

/// <summary>
/// Batches of a data set in an order that depends on the epoch and a seed only: whoever asks again gets the same ones,
/// bit for bit, which is what lets an interrupted training continue as if nothing had happened.
/// </summary>
public interface IBatchSource
{
    /// <summary>The data set behind it.</summary>
    IImageDataset Dataset { get; }

    /// <summary>The number of batches in an epoch.</summary>
    int BatchCount { get; }

    /// <summary>The batches of an epoch, each of which is the caller's to dispose of.</summary>
    /// <param name="epoch">From 0.</param>
    /// <param name="firstBatch">How many batches at the epoch's start to leave out, at no cost.</param>
    /// <param name="cancellation">Ends the enumeration early.</param>
    /// <exception cref="OperationCanceledException">The enumeration was to end.</exception>
    IEnumerable<ImageBatch> Batches(int epoch, int firstBatch = 0, CancellationToken cancellation = default);
}
