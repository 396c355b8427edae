namespace Ghn.Training.Data.Images;

/// <summary>A format of image files.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="MaxPixelsPerByte">
/// The most pixels that a byte of a file can hold, by which a small file that claims a large image is told before memory is set aside.
/// </param>
internal sealed record ImageFormat(string Name, int MaxPixelsPerByte)
{
    /// <summary>A block of 8×8 pixels takes a bit at least.</summary>
    private static readonly ImageFormat Jpeg = new("JPEG", 8 * 64);

    /// <summary>Deflate makes a byte of at most 1,032, and each of these may hold eight pixels.</summary>
    private static readonly ImageFormat Png = new("PNG", 8 * 1032);

    /// <summary>Run lengths have up to 255 pixels in two bytes, and a file may skip over pixels.</summary>
    private static readonly ImageFormat Bmp = new("BMP", int.MaxValue);

    /// <summary>An image of one color takes no more bytes if it is larger.</summary>
    private static readonly ImageFormat WebP = new("WebP", int.MaxValue);

    /// <summary>Whether a file can end within a picture without its decoder's noticing.</summary>
    public bool HasScans => this == Jpeg;

    /// <summary>The format of a file by its first bytes; null if it is none of these.</summary>
    public static ImageFormat? Of(ReadOnlySpan<byte> file) => file switch
    {
        [0xff, 0xd8, ..] => Jpeg,
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => Png,
        [(byte)'B', (byte)'M', ..] => Bmp,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => WebP,
        _ => null,
    };
}
