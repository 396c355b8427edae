using System.Buffers;
using Ghn.Tensors;

namespace Ghn.Training;

/// <summary>Decodes JPEG and PNG files, which are told apart by their content: ImageNet has a PNG that is called .JPEG.</summary>
public static class ImageFile
{
    /// <summary>No photograph is as large; 200 MB once decoded.</summary>
    internal const int MostPixels = 1 << 26;

    private const long MostBytes = 1L << 28;

    /// <summary>
    /// Decodes the file at <paramref name="path"/> as RGB, as Pillow does: grey becomes RGB, transparency is dropped, and the
    /// orientation that a camera may have noted is ignored.
    /// </summary>
    /// <exception cref="InvalidFileException">The file is damaged, or of another format.</exception>
    /// <exception cref="NotSupportedException">It is a JPEG, and libjpeg-turbo is not installed.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static RgbImage Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = RegularFile.OpenRead(path);
        if (stream.Length > MostBytes)
        {
            throw new InvalidFileException(path, "as a whole", $"it has {stream.Length} bytes, which no photograph needs");
        }

        byte[] bytes = ArrayPool<byte>.Shared.Rent((int)stream.Length);
        try
        {
            int length = stream.ReadAtLeast(bytes, (int)stream.Length, throwOnEndOfStream: false);
            return Decode(new ArraySegment<byte>(bytes, 0, length), path);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Decodes a file that lies in memory, whose bytes are then undefined.</summary>
    internal static RgbImage Decode(ArraySegment<byte> file, string name) => file.AsSpan() switch
    {
        [0xff, 0xd8, ..] => JpegDecoder.Decode(file, name),
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => new PngReader(file, name).Decode(),
        _ => throw new InvalidFileException(name, "byte 0", "this is neither a JPEG nor a PNG image"),
    };

    /// <summary>Checks the size that a file claims before memory is set aside for it.</summary>
    internal static void CheckSize(long width, long height, string name)
    {
        if (width < 1 || height < 1 || width > MostPixels || height > MostPixels || width * height > MostPixels)
        {
            throw new InvalidFileException(
                name, "the header", $"no image of {width}×{height} pixels is read; {MostPixels} pixels are the most");
        }
    }
}
