namespace Ghn.Training.Data.Cifar;

/// <summary>The images of one file.</summary>
/// <param name="Labels">The class of each.</param>
/// <param name="Pixels">Their pixels as <see cref="RgbImage"/> has them, one image after the other.</param>
internal sealed record CifarBatch(byte[] Labels, byte[] Pixels)
{
    /// <summary>The number of images.</summary>
    public int Count => Labels.Length;

    /// <summary>Turns an image's three planes, as the files have them, into pixels.</summary>
    /// <param name="planes">Red, green and blue, each row by row.</param>
    /// <param name="pixels">Where the pixels go.</param>
    public static void Interleave(ReadOnlySpan<byte> planes, Span<byte> pixels)
    {
        ReadOnlySpan<byte> red = planes[..CifarFormat.Area];
        ReadOnlySpan<byte> green = planes.Slice(CifarFormat.Area, CifarFormat.Area);
        ReadOnlySpan<byte> blue = planes.Slice(2 * CifarFormat.Area, CifarFormat.Area);
        pixels = pixels[..CifarFormat.ImageBytes];
        for (int i = 0; i < red.Length; i++)
        {
            pixels[3 * i] = red[i];
            pixels[(3 * i) + 1] = green[i];
            pixels[(3 * i) + 2] = blue[i];
        }
    }
}
