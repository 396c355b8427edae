using System.Buffers;
using System.Runtime.Intrinsics;
using Ghn.Tensors.Files;
using SkiaSharp;

namespace Ghn.Training.Data.Images;

/// <summary>Decodes images by Skia, whose pixels are Pillow's to the last bit.</summary>
internal static unsafe class ImageDecoder
{
    /// <summary>No photograph is as large; 200 MB once decoded.</summary>
    private const int MaxPixels = 1 << 26;

    /// <summary>Decodes a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="format">Its format.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="InvalidFileException">The file is damaged.</exception>
    /// <exception cref="NotSupportedException">The library does not run on this system.</exception>
    public static RgbImage Decode(ReadOnlySpan<byte> file, ImageFormat format, string name)
    {
        if (format.HasScans && !JpegMarkers.HasEnd(file))
        {
            throw new InvalidFileException(name, "the JPEG data", "the file ends before the picture does");
        }

        fixed (byte* bytes = file)
        {
            using SKData data = Wrap((nint)bytes, file.Length, name);
            using SKCodec codec = SKCodec.Create(data)
                ?? throw new InvalidFileException(name, $"the {format.Name} header", "it is damaged, or ends too early");
            CheckSize(codec.Info.Width, codec.Info.Height, format, file.Length, name);
            return Decode(codec, format, name);
        }
    }

    private static RgbImage Decode(SKCodec codec, ImageFormat format, string name)
    {
        // Without a color space the values are the file's own, whatever profile it has; transparency is not multiplied in.
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul, colorspace: null);
        byte[] pixels = ArrayPool<byte>.Shared.Rent(info.BytesSize);
        try
        {
            SKCodecResult result;
            fixed (byte* target = pixels)
            {
                result = codec.GetPixels(info, (nint)target, info.RowBytes, SKCodecOptions.Default);
            }

            if (result != SKCodecResult.Success)
            {
                string problem = result == SKCodecResult.IncompleteInput ? "the file ends before the picture does" : "it cannot be decoded";
                throw new InvalidFileException(name, $"the {format.Name} data", problem);
            }

            RgbImage image = RgbImage.Rent(info.Width, info.Height, out Span<byte> colors);
            DropAlpha(pixels, colors);
            return image;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pixels);
        }
    }

    /// <summary>Checks the size that a file claims before memory is set aside for it.</summary>
    private static void CheckSize(int width, int height, ImageFormat format, int byteCount, string name)
    {
        long pixels = (long)width * height;
        if (width < 1 || height < 1 || pixels > MaxPixels)
        {
            throw new InvalidFileException(
                name, "the header", $"no image of {width}×{height} pixels is read; {MaxPixels} pixels are the most");
        }

        if (pixels > (long)format.MaxPixelsPerByte * byteCount)
        {
            throw new InvalidFileException(name, $"the {format.Name} data", $"{byteCount} bytes cannot hold {width}×{height} pixels");
        }
    }

    /// <summary>Takes three bytes of every four; four pixels at once, whose last four bytes the next four overwrite.</summary>
    private static void DropAlpha(ReadOnlySpan<byte> pixels, Span<byte> colors)
    {
        Vector128<byte> places = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 255, 255, 255, 255);
        fixed (byte* source = pixels)
        fixed (byte* target = colors)
        {
            byte* end = target + colors.Length;
            byte* from = source;
            byte* into = target;
            for (; into + Vector128<byte>.Count <= end; from += 16, into += 12)
            {
                Vector128.Shuffle(Vector128.Load(from), places).Store(into);
            }

            for (; into < end; from += 4, into += 3)
            {
                (into[0], into[1], into[2]) = (from[0], from[1], from[2]);
            }
        }
    }

    /// <summary>The file as the library takes it.</summary>
    private static SKData Wrap(nint bytes, int byteCount, string name)
    {
        try
        {
            return SKData.Create(bytes, byteCount);
        }
        catch (Exception error) when (error is DllNotFoundException or TypeInitializationException { InnerException: DllNotFoundException })
        {
            throw new NotSupportedException(
                $"{name}: images are decoded by Skia, whose library (libSkiaSharp) does not run on this system. "
                + "It comes with Ghn for Linux, Windows and macOS on x64 and arm64.",
                error);
        }
    }
}
