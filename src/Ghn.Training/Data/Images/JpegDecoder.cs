using System.Runtime.InteropServices;
using Ghn.Tensors;

namespace Ghn.Training;

/// <summary>Decodes JPEG files by libjpeg-turbo, whose results are Pillow's to the last bit.</summary>
internal static unsafe class JpegDecoder
{
    /// <summary>What the library calls the one complaint that Pillow takes for an error; others do not keep it from decoding.</summary>
    private const string EndsTooEarly = "Premature end of JPEG file";
    private const int BytesPerInk = 4;

    /// <summary>A block of 8×8 pixels takes a bit at least.</summary>
    private const int MostPixelsPerByte = 8 * 64;

    /// <summary>Decodes a file.</summary>
    /// <exception cref="InvalidFileException">The file is damaged.</exception>
    /// <exception cref="NotSupportedException">The library is not installed.</exception>
    public static RgbImage Decode(ReadOnlySpan<byte> file, string name)
    {
        using TurboJpeg.Decompressor decompressor = TurboJpeg.Create(name);
        fixed (byte* source = file)
        {
            var length = new CULong((uint)file.Length);
            if (TurboJpeg.ReadHeader(decompressor, source, length, out int width, out int height, out _, out int colors) != 0)
            {
                throw Damaged(name, decompressor);
            }

            if (width < 1 || height < 1)
            {
                throw new InvalidFileException(name, "the JPEG data", "it ends before the picture begins");
            }

            ImageFile.CheckSize(width, height, name);
            if ((long)width * height > (long)MostPixelsPerByte * file.Length)
            {
                throw new InvalidFileException(name, "the JPEG data", $"{file.Length} bytes cannot hold {width}×{height} pixels");
            }

            RgbImage image = RgbImage.Rent(width, height, out Span<byte> target);
            try
            {
                if (colors is TurboJpeg.InkColors or TurboJpeg.LuminanceInkColors)
                {
                    byte[] inks = new byte[BytesPerInk * width * height];
                    Decompress(decompressor, source, length, width, height, TurboJpeg.InkPixels, inks, name);
                    MixInks(inks, target);
                }
                else
                {
                    Decompress(decompressor, source, length, width, height, TurboJpeg.RgbPixels, target, name);
                }
            }
            catch
            {
                image.Dispose();
                throw;
            }

            return image;
        }
    }

    private static void Decompress(
        TurboJpeg.Decompressor decompressor, byte* source, CULong length, int width, int height, int format, Span<byte> target, string name)
    {
        fixed (byte* pixels = target)
        {
            int result = TurboJpeg.Decompress(decompressor, source, length, pixels, width, 0, height, format, TurboJpeg.StopOnWarning);
            if (result == 0)
            {
                return;
            }

            bool isWarning = TurboJpeg.ErrorSeverity(decompressor) == TurboJpeg.Warning;
            if (!isWarning || TurboJpeg.Message(decompressor).Contains(EndsTooEarly, StringComparison.Ordinal))
            {
                throw Damaged(name, decompressor);
            }

            result = TurboJpeg.Decompress(decompressor, source, length, pixels, width, 0, height, format, flags: 0);
            if (result != 0 && TurboJpeg.ErrorSeverity(decompressor) != TurboJpeg.Warning)
            {
                throw Damaged(name, decompressor);
            }
        }
    }

    /// <summary>
    /// Pictures for print have four inks, which Photoshop stores inverted: 255 is no ink. What is left of the white is the
    /// product of what each ink and black leave, rounded as Pillow does.
    /// </summary>
    private static void MixInks(ReadOnlySpan<byte> inks, Span<byte> pixels)
    {
        for (int i = 0; i < inks.Length / BytesPerInk; i++)
        {
            int black = inks[(BytesPerInk * i) + 3];
            for (int channel = 0; channel < 3; channel++)
            {
                int product = ((255 - inks[(BytesPerInk * i) + channel]) * black) + 128;
                pixels[(3 * i) + channel] = (byte)Math.Max(0, black - ((product + (product >> 8)) >> 8));
            }
        }
    }

    private static InvalidFileException Damaged(string name, TurboJpeg.Decompressor decompressor) =>
        new(name, "the JPEG data", TurboJpeg.Message(decompressor));
}
