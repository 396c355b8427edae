using System.Buffers;
using Ghn.Tensors.Files;

namespace Ghn.Training.Data.Images;

/// <summary>
/// Decodes JPEG, PNG, BMP and WebP files, which are told apart by their content: ImageNet has a PNG that is called .JPEG.
/// </summary>
public static class ImageFile
{
    private const long MaxBytes = 1L << 28;

    /// <summary>
    /// Decodes the file at <paramref name="path"/> as RGB, as Pillow does: grey becomes RGB, transparency is dropped, and the
    /// orientation that a camera may have noted is ignored, as are color profiles. Of an animation it is the first picture.
    /// </summary>
    /// <exception cref="InvalidFileException">The file is damaged, or of another format.</exception>
    /// <exception cref="NotSupportedException">The decoder's library does not run on this system.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static RgbImage Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = RegularFile.OpenRead(path);
        if (stream.Length > MaxBytes)
        {
            throw new InvalidFileException(path, "as a whole", $"it has {stream.Length} bytes, which no photograph needs");
        }

        byte[] bytes = ArrayPool<byte>.Shared.Rent((int)stream.Length);
        try
        {
            int length = stream.ReadAtLeast(bytes, (int)stream.Length, throwOnEndOfStream: false);
            return Decode(bytes.AsSpan(0, length), path);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Decodes a file that lies in memory.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="InvalidFileException">The file is damaged, or of another format.</exception>
    internal static RgbImage Decode(ReadOnlySpan<byte> file, string name)
    {
        ImageFormat format = ImageFormat.Of(file)
            ?? throw new InvalidFileException(name, "byte 0", "this is no image in a format that is read: JPEG, PNG, BMP or WebP");
        return ImageDecoder.Decode(file, format, name);
    }
}
