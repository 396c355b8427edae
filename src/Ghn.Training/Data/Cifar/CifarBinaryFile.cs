using Ghn.Tensors.Files;

namespace Ghn.Training.Data.Cifar;

/// <summary>The binary files: for each image its labels, a byte each, then the planes of its colours; and names line by line.</summary>
internal static class CifarBinaryFile
{
    private const int FirstCapacity = 1000;
    private const int MaxNameBytes = 1 << 16;

    /// <summary>Reads images.</summary>
    /// <exception cref="InvalidFileException">The file is not what it should be.</exception>
    public static CifarBatch ReadImages(Stream stream, string fileName, CifarFormat format)
    {
        byte[] record = new byte[format.LabelBytes + CifarFormat.ImageBytes];
        byte[] labels = new byte[FirstCapacity];
        byte[] pixels = new byte[FirstCapacity * CifarFormat.ImageBytes];
        int count = 0;
        for (int read = Next(); read > 0; read = Next(), count++)
        {
            byte label = record[format.LabelPlace];
            if (read < record.Length || count == CifarFormat.MaxImages || label >= format.ClassCount)
            {
                throw new InvalidFileException(fileName, $"image {count}", read < record.Length
                    ? $"it has {read} bytes instead of {record.Length}"
                    : label >= format.ClassCount
                        ? $"its class is {label}, but {format.Name} has {format.ClassCount} classes"
                        : $"no file of {format.Name} has more than {CifarFormat.MaxImages} images");
            }

            if (count == labels.Length)
            {
                Array.Resize(ref labels, 2 * count);
                Array.Resize(ref pixels, 2 * pixels.Length);
            }

            labels[count] = label;
            CifarBatch.Interleave(record.AsSpan(format.LabelBytes), pixels.AsSpan(count * CifarFormat.ImageBytes));
        }

        Array.Resize(ref labels, count);
        Array.Resize(ref pixels, count * CifarFormat.ImageBytes);
        return new CifarBatch(labels, pixels);

        int Next() => stream.ReadAtLeast(record, record.Length, throwOnEndOfStream: false);
    }

    /// <summary>Reads the names of the classes.</summary>
    /// <exception cref="InvalidFileException">The file is not what it should be.</exception>
    public static string[] ReadNames(Stream stream, string fileName)
    {
        byte[] text = new byte[MaxNameBytes + 1];
        int length = stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
        return length > MaxNameBytes
            ? throw new InvalidFileException(fileName, "as a whole", "it is too long for a list of classes")
            : System.Text.Encoding.UTF8.GetString(text, 0, length)
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
