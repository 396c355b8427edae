using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace Ghn.Training.Data;

/// <summary>
/// What tells a data set from others, wherever it lies: two of equal fingerprints have the same classes, labels and, as far as pixels
/// were looked at, images. All pixels are where every image has the same size, since such data sets lie in memory; of photographs,
/// which have to be decoded, those of <see cref="SampledPhotographs"/> that are spread over the data set.
/// </summary>
/// <param name="Count">The number of images.</param>
/// <param name="ClassCount">The number of classes.</param>
/// <param name="Size">The width and height of the images in pixels: <c>32×32</c>, or <c>various</c>.</param>
/// <param name="Labels">A hash of the classes' names and of every image's label.</param>
/// <param name="Pixels">A hash of the pixels.</param>
public sealed record DatasetFingerprint(int Count, int ClassCount, string Size, string Labels, string Pixels)
{
    /// <summary>How many photographs are decoded at most.</summary>
    public const int SampledPhotographs = 64;

    /// <summary>The fingerprint of a data set.</summary>
    /// <exception cref="Ghn.Tensors.Files.InvalidFileException">An image's file is damaged.</exception>
    /// <exception cref="IOException">An image's file cannot be read.</exception>
    public static DatasetFingerprint Of(IImageDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        string size = dataset.Info.Side is int side ? $"{side}×{side}" : "various";
        return new DatasetFingerprint(dataset.Count, dataset.ClassNames.Count, size, HashOfLabels(dataset), HashOfPixels(dataset));
    }

    /// <summary>Each part under its name, for a file to keep.</summary>
    public IReadOnlyDictionary<string, string> Parts => new OrderedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["images"] = $"{Count}",
        ["classes"] = $"{ClassCount}",
        ["size"] = Size,
        ["labels"] = Labels,
        ["pixels"] = Pixels,
    };

    /// <summary>Each part in words, for processes to compare.</summary>
    public IReadOnlyList<(string Name, string? Value)> Identity =>
        [.. Parts.Select(part => ($"the data set's {part.Key}", (string?)part.Value))];

    /// <summary>All of it in a line: <c>50000 images of 10 classes, 32×32, labels 0123456789abcdef, pixels 0123456789abcdef</c>.</summary>
    public override string ToString() => $"{Count} images of {ClassCount} classes, {Size}, labels {Labels}, pixels {Pixels}";

    private static string HashOfLabels(IImageDataset dataset)
    {
        var hash = new XxHash3();
        foreach (string name in dataset.ClassNames)
        {
            hash.Append(Encoding.UTF8.GetBytes($"{name}\0"));
        }

        int[] labels = [.. Enumerable.Range(0, dataset.Count).Select(dataset.LabelOf)];
        hash.Append(MemoryMarshal.AsBytes(labels.AsSpan()));
        return Text(hash);
    }

    private static string HashOfPixels(IImageDataset dataset)
    {
        var hash = new XxHash3();
        int samples = dataset.Info.Side is null ? Math.Min(SampledPhotographs, dataset.Count) : dataset.Count;
        Span<byte> size = stackalloc byte[2 * sizeof(int)];
        for (int sample = 0; sample < samples; sample++)
        {
            // The first of equal stretches each, and the very last image.
            int index = sample == samples - 1 ? dataset.Count - 1 : (int)((long)sample * dataset.Count / samples);
            using RgbImage image = dataset.Read(index);
            BinaryPrimitives.WriteInt32LittleEndian(size, image.Width);
            BinaryPrimitives.WriteInt32LittleEndian(size[sizeof(int)..], image.Height);
            hash.Append(size);
            hash.Append(image.Pixels.Span);
        }

        return Text(hash);
    }

    private static string Text(XxHash3 hash) => $"{hash.GetCurrentHashAsUInt64():x16}";
}
