using Ghn.Tensors;
using Ghn.Training.Data;

namespace Ghn.Training.Tests;

/// <summary>Batches whose pixels are samples of a sine, as <c>make.py</c> makes them, too: four batches of six images of 6×6.</summary>
internal sealed class WaveImages(int shade = 0) : IBatchSource, IImageDataset
{
    private const int BatchSize = 6;

    public IImageDataset Dataset => this;

    public int BatchCount => 4;

    public string Name => "waves";

    public int Count => BatchSize * BatchCount;

    public IReadOnlyList<string> ClassNames => ["a", "b", "c", "d", "e"];

    public static Tensor Wave(Shape shape, double phase, double scale)
    {
        Tensor wave = Tensor.Allocate(shape);
        for (int i = 0; i < wave.Values.Length; i++)
        {
            wave.Values[i] = (float)(scale * Math.Sin(phase + (1.7 * i)));
        }

        return wave;
    }

    public IEnumerable<ImageBatch> Batches(int epoch, int firstBatch = 0, CancellationToken cancellation = default)
    {
        for (int batch = firstBatch; batch < BatchCount; batch++)
        {
            cancellation.ThrowIfCancellationRequested();
            int[] labels = [.. Enumerable.Range(batch * BatchSize, BatchSize).Select(LabelOf)];
            yield return new ImageBatch(Wave([BatchSize, 3, 6, 6], 0.3 * batch, 1), labels);
        }
    }

    public int LabelOf(int index) => (((index % BatchSize) * 3) + (index / BatchSize)) % ClassNames.Count;

    public RgbImage Read(int index) => new(1, 1, new byte[] { (byte)(index + shade), 0, 0 });
}
