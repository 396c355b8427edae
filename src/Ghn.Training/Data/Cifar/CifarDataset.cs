using Ghn.Tensors.Files;

namespace Ghn.Training.Data.Cifar;

/// <summary>
/// CIFAR-10 or CIFAR-100 (Krizhevsky, 2009): 60 000 photographs of 32×32 pixels, of which 10 000 are for testing. It is read as
/// it is downloaded, in the binary or the Python version, packed or unpacked, and held in memory as bytes (3 KB an image).
/// </summary>
public sealed class CifarDataset : IImageDataset
{
    private readonly IReadOnlyList<CifarBatch> _batches;
    private readonly CifarFormat _format;

    internal CifarDataset(CifarFormat format, DataSplit split, IReadOnlyList<string> classNames, IReadOnlyList<CifarBatch> batches)
    {
        _format = format;
        _batches = batches;
        ClassNames = classNames;
        Name = $"{format.Name} {(split == DataSplit.Train ? "train" : "test")}";
        Count = batches.Sum(batch => batch.Count);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames { get; }

    /// <inheritdoc/>
    public DatasetInfo Info => _format.Info;

    /// <summary>Reads a data set into memory.</summary>
    /// <param name="path">The folder that holds its files, the folder above, or the archive as downloaded (.tar.gz).</param>
    /// <param name="labels">Which data set, under which labels.</param>
    /// <param name="split">Which part of it.</param>
    /// <exception cref="FileNotFoundException">There is no such data set there; the message says what was looked for.</exception>
    /// <exception cref="InvalidFileException">A file is damaged.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static CifarDataset Open(string path, CifarLabels labels, DataSplit split)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return CifarFiles.Open(path, CifarFormat.Of(labels), split);
    }

    /// <inheritdoc/>
    public int LabelOf(int index)
    {
        (CifarBatch batch, int place) = Find(index);
        return batch.Labels[place];
    }

    /// <inheritdoc/>
    public RgbImage Read(int index)
    {
        (CifarBatch batch, int place) = Find(index);
        ReadOnlyMemory<byte> pixels = batch.Pixels.AsMemory(place * CifarFormat.ImageBytes, CifarFormat.ImageBytes);
        return new RgbImage(CifarFormat.Side, CifarFormat.Side, pixels);
    }

    private (CifarBatch Batch, int Place) Find(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        int file = 0;
        while (index >= _batches[file].Count)
        {
            index -= _batches[file++].Count;
        }

        return (_batches[file], index);
    }
}
