using System.Runtime.Intrinsics;
using Ghn.Networks.Layers;

namespace Ghn.Training.Data.Transforms;

/// <summary>
/// Bilinear resizing as Pillow does it, to the last bit. When a picture shrinks, the triangle of weights grows with the
/// scale, so that every source pixel counts. Rows are resampled first, then columns; weights are integers of 22 binary
/// places, and both results are rounded to bytes.
/// </summary>
internal static class BilinearResampling
{
    /// <summary>The picture at another size; the same picture if it has that size.</summary>
    public static RgbImage Resize(RgbImage image, Size2d size)
    {
        ArgumentNullException.ThrowIfNull(image);
        RgbImage narrowed = size.Width == image.Width ? image : ResizeRows(image, size.Width);
        if (size.Height == image.Height)
        {
            return narrowed;
        }

        RgbImage resized = ResizeColumns(narrowed, size.Height);
        if (!ReferenceEquals(narrowed, image))
        {
            narrowed.Dispose();
        }

        return resized;
    }

    private static RgbImage ResizeRows(RgbImage image, int width)
    {
        RgbImage resized = RgbImage.Rent(width, image.Height, out Span<byte> target);
        var weights = ResamplingWeights.Between(image.Width, width);
        ReadOnlySpan<byte> source = image.Pixels.Span;
        int rowBytes = 3 * image.Width;
        int row = 0;
        for (; Vector128.IsHardwareAccelerated && row < image.Height - WeightedPixels.RowCount; row += WeightedPixels.RowCount)
        {
            WeightedPixels.AlongRows(source[(row * rowBytes)..], rowBytes, weights, target[(3 * row * width)..]);
        }

        for (; row < image.Height; row++)
        {
            WeightedPixels.AlongRow(source[(row * rowBytes)..], weights, target[(3 * row * width)..]);
        }

        return resized;
    }

    private static RgbImage ResizeColumns(RgbImage image, int height)
    {
        RgbImage resized = RgbImage.Rent(image.Width, height, out Span<byte> target);
        var weights = ResamplingWeights.Between(image.Height, height);
        ReadOnlySpan<byte> source = image.Pixels.Span;
        int rowBytes = 3 * image.Width;
        for (int row = 0; row < height; row++)
        {
            ReadOnlySpan<int> taps = weights.TapsOf(row, out int first);
            WeightedPixels.AcrossRows(source[(first * rowBytes)..], taps, target.Slice(row * rowBytes, rowBytes));
        }

        return resized;
    }
}
