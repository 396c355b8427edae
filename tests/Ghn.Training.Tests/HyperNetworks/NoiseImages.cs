using Ghn.Networks.State;
using Ghn.Training.Data;

namespace Ghn.Training.Tests;

/// <summary>Batches of four images of noise, 32×32, each class with its own: three to an epoch, the same in every epoch.</summary>
internal sealed class NoiseImages(int brokenBatch = -1) : IBatchSource, IImageDataset
{
    private const int BatchSize = 4;

    public IImageDataset Dataset => this;

    public int BatchCount => 3;

    public string Name => "noise";

    public int Count => BatchSize * BatchCount;

    public IReadOnlyList<string> ClassNames { get; } = [.. Enumerable.Range(0, 10).Select(label => $"class {label}")];

    public IEnumerable<ImageBatch> Batches(int epoch, int firstBatch = 0, CancellationToken cancellation = default)
    {
        for (int batch = firstBatch; batch < BatchCount; batch++)
        {
            Ghn.Tensors.Tensor images = Initializer.Normal(1).Create([BatchSize, 3, 32, 32], new RandomSource(0, $"batch {batch}"));
            images.Values[0] = batch == brokenBatch ? float.NaN : images.Values[0];
            yield return new ImageBatch(images, [.. Enumerable.Range(batch * BatchSize, BatchSize).Select(LabelOf)]);
        }
    }

    public int LabelOf(int index) => index % ClassNames.Count;

    public RgbImage Read(int index) => new(1, 1, new byte[] { (byte)index, 0, 0 });
}
