using System.Buffers.Binary;
using Ghn.Tensors;

namespace Ghn.Training;

/// <summary>What a PNG file says of its picture.</summary>
/// <param name="Width">The number of columns.</param>
/// <param name="Height">The number of rows.</param>
/// <param name="BitDepth">The bits of a sample: 1, 2, 4, 8 or 16.</param>
/// <param name="Color">What a pixel is made of.</param>
/// <param name="IsInterlaced">Whether the picture comes in seven passes, the coarsest first.</param>
internal sealed record PngHeader(int Width, int Height, int BitDepth, PngColor Color, bool IsInterlaced)
{
    /// <summary>The size of the header in the file.</summary>
    public const int ByteCount = 13;

    /// <summary>The number of samples of a pixel.</summary>
    public int Channels => Color switch
    {
        PngColor.Rgb => 3,
        PngColor.GrayAlpha => 2,
        PngColor.Rgba => 4,
        _ => 1,
    };

    /// <summary>The bytes of a row of so many pixels.</summary>
    public int RowBytes(int width) => (int)((((long)width * Channels * BitDepth) + 7) / 8);

    /// <summary>Reads the header.</summary>
    /// <exception cref="InvalidFileException">It is none that the standard allows.</exception>
    public static PngHeader Read(ReadOnlySpan<byte> bytes, string name)
    {
        if (bytes.Length != ByteCount)
        {
            throw new InvalidFileException(name, "the header", $"it has {bytes.Length} bytes instead of {ByteCount}");
        }

        uint width = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        uint height = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]);
        int bitDepth = bytes[8];
        var color = (PngColor)bytes[9];
        bool isKnown = color switch
        {
            PngColor.Gray => bitDepth is 1 or 2 or 4 or 8 or 16,
            PngColor.Palette => bitDepth is 1 or 2 or 4 or 8,
            PngColor.Rgb or PngColor.GrayAlpha or PngColor.Rgba => bitDepth is 8 or 16,
            _ => false,
        };
        if (!isKnown || bytes[10] != 0 || bytes[11] != 0 || bytes[12] > 1)
        {
            throw new InvalidFileException(
                name,
                "the header",
                $"no PNG image has colour type {bytes[9]} with {bitDepth} bits and methods {bytes[10]}, {bytes[11]}, {bytes[12]}");
        }

        ImageFile.CheckSize(width, height, name);
        return new PngHeader((int)width, (int)height, bitDepth, color, bytes[12] == 1);
    }
}

/// <summary>What a pixel of a PNG image is made of, by the numbers of the standard.</summary>
internal enum PngColor
{
    /// <summary>Brightness.</summary>
    Gray = 0,

    /// <summary>Red, green and blue.</summary>
    Rgb = 2,

    /// <summary>A place in a table of colours.</summary>
    Palette = 3,

    /// <summary>Brightness and opacity.</summary>
    GrayAlpha = 4,

    /// <summary>Red, green, blue and opacity.</summary>
    Rgba = 6,
}
