using System.Text;
using Ghn.Tensors;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Numpy;

namespace Ghn.Training.Data.Cifar;

/// <summary>The files for Python: pickled dictionaries with an array of bytes [images, 3072] and lists of labels.</summary>
internal static class CifarPickleFile
{
    /// <summary>Reads images.</summary>
    /// <exception cref="InvalidFileException">The file is not what it should be.</exception>
    public static CifarBatch ReadImages(Stream stream, string fileName, CifarFormat format)
    {
        IReadOnlyDictionary<string, object?> content = PickledArrays.Read(stream, fileName);
        using Tensor data = Entry<Tensor>(content, "data", "an array", fileName);
        byte[] labels = ReadLabels(Entry<IReadOnlyList<object?>>(content, format.LabelKey, "a list", fileName), fileName, format);
        if (data.ElementType != ElementType.UInt8 || labels.Length > CifarFormat.MaxImages
            || !data.Shape.Dimensions.SequenceEqual([labels.Length, CifarFormat.ImageBytes]))
        {
            throw new InvalidFileException(fileName, "entry data", $"it is {data}, which does not hold {labels.Length} images");
        }

        ReadOnlySpan<byte> planes = data.Elements<byte>();
        byte[] pixels = new byte[planes.Length];
        for (int start = 0; start < pixels.Length; start += CifarFormat.ImageBytes)
        {
            CifarBatch.Interleave(planes.Slice(start, CifarFormat.ImageBytes), pixels.AsSpan(start));
        }

        return new CifarBatch(labels, pixels);
    }

    /// <summary>Reads the names of the classes.</summary>
    /// <exception cref="InvalidFileException">The file is not what it should be.</exception>
    public static string[] ReadNames(Stream stream, string fileName, CifarFormat format)
    {
        IReadOnlyList<object?> names =
            Entry<IReadOnlyList<object?>>(PickledArrays.Read(stream, fileName), format.NamesKey, "a list", fileName);
        return [.. names.Select(name => name switch
        {
            string text => text,
            byte[] bytes => Encoding.UTF8.GetString(bytes),
            _ => throw new InvalidFileException(fileName, $"entry {format.NamesKey}", "it holds something that is no text"),
        })];
    }

    private static byte[] ReadLabels(IReadOnlyList<object?> values, string fileName, CifarFormat format)
    {
        byte[] labels = new byte[values.Count];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = values[i] is long label and >= 0 && label < format.ClassCount
                ? (byte)label
                : throw new InvalidFileException(
                    fileName, $"entry {format.LabelKey}", $"the class of image {i} is none of {format.ClassCount}");
        }

        return labels;
    }

    private static T Entry<T>(IReadOnlyDictionary<string, object?> content, string key, string kind, string fileName)
        where T : class =>
        content.GetValueOrDefault(key) as T
            ?? throw new InvalidFileException(fileName, $"entry {key}", $"there is no such entry that is {kind}");
}
