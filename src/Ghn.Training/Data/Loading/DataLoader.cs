using Ghn.Networks.Layers;
using Ghn.Networks.State;
using Ghn.Tensors;
using Ghn.Training.Data.Transforms;

namespace Ghn.Training.Data.Loading;

/// <summary>
/// Batches of transformed images, prepared in the background while the caller computes. The order of an epoch depends on
/// the seed and the epoch only, the transform of an image on the seed, the epoch and the image's index only: neither on the
/// number of threads, nor on the size of the batches.
/// </summary>
public sealed class DataLoader : IBatchSource
{
    private readonly ImageTransform _transform;
    private readonly DataLoaderOptions _options;

    /// <summary>Makes batches of <paramref name="dataset"/>.</summary>
    /// <param name="dataset">The images.</param>
    /// <param name="transform">What is done to each.</param>
    /// <param name="options">How batches are made.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is less than it can be.</exception>
    public DataLoader(IImageDataset dataset, ImageTransform transform, DataLoaderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(transform);
        (Dataset, _transform, _options) = (dataset, transform, options ?? new DataLoaderOptions());
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.BatchSize, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(_options.Prefetch, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.ThreadCount, 1, nameof(options));
    }

    /// <inheritdoc/>
    public IImageDataset Dataset { get; }

    /// <inheritdoc/>
    public int BatchCount => _options.DropsLast
        ? Dataset.Count / _options.BatchSize
        : (Dataset.Count + _options.BatchSize - 1) / _options.BatchSize;

    /// <inheritdoc/>
    public IEnumerable<ImageBatch> Batches(int epoch, int firstBatch = 0, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(firstBatch);
        return _options.Prefetch == 0 ? AsAskedFor(epoch, firstBatch, cancellation) : Prefetched(epoch, firstBatch, cancellation);
    }

    private IEnumerable<ImageBatch> AsAskedFor(int epoch, int firstBatch, CancellationToken cancellation)
    {
        int[] order = OrderOf(epoch);
        for (int batch = firstBatch; batch < BatchCount; batch++)
        {
            yield return Load(order, epoch, batch, cancellation);
        }
    }

    private IEnumerable<ImageBatch> Prefetched(int epoch, int firstBatch, CancellationToken cancellation)
    {
        int[] order = OrderOf(epoch);
        using var queue = new BatchQueue(firstBatch, BatchCount, _options, (batch, stop) => Load(order, epoch, batch, stop), cancellation);
        for (int batch = firstBatch; batch < BatchCount; batch++)
        {
            yield return queue.Take();
        }
    }

    private int[] OrderOf(int epoch)
    {
        int[] order = [.. Enumerable.Range(0, Dataset.Count)];
        if (_options.IsShuffled)
        {
            Shuffling.Shuffle(order, new RandomSource(_options.Seed, $"order of epoch {epoch}"));
        }

        return order;
    }

    private ImageBatch Load(int[] order, int epoch, int batch, CancellationToken cancellation)
    {
        int first = batch * _options.BatchSize;
        int[] indices = order[first..Math.Min(first + _options.BatchSize, order.Length)];
        Size2d size = _transform.OutputSize;
        Tensor images = Tensor.Allocate([indices.Length, 3, size.Height, size.Width]);
        try
        {
            int sampleCount = 3 * size.Area;
            for (int i = 0; i < indices.Length; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                using RgbImage image = Dataset.Read(indices[i]);
                var random = new RandomSource(_options.Seed, $"epoch {epoch}, image {indices[i]}");
                _transform.Apply(image, random, images.Values.Slice(i * sampleCount, sampleCount));
            }
        }
        catch
        {
            images.Dispose();
            throw;
        }

        return new ImageBatch(images, Array.ConvertAll(indices, Dataset.LabelOf));
    }
}
