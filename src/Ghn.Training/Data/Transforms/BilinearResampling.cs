using Ghn.Networks;

namespace Ghn.Training;

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
        ReadOnlySpan<byte> source = image.Pixels.Span;
        var weights = ResamplingWeights.Between(image.Width, width);
        for (int row = 0; row < image.Height; row++)
        {
            ReadOnlySpan<byte> from = source.Slice(3 * row * image.Width, 3 * image.Width);
            Span<byte> to = target.Slice(3 * row * width, 3 * width);
            for (int column = 0; column < width; column++)
            {
                ReadOnlySpan<int> taps = weights.TapsOf(column, out int first);
                ReadOnlySpan<byte> pixels = from.Slice(3 * first, 3 * taps.Length);
                int red = ResamplingWeights.Half;
                int green = ResamplingWeights.Half;
                int blue = ResamplingWeights.Half;
                for (int i = 0; i < taps.Length; i++)
                {
                    red += taps[i] * pixels[3 * i];
                    green += taps[i] * pixels[(3 * i) + 1];
                    blue += taps[i] * pixels[(3 * i) + 2];
                }

                to[3 * column] = ResamplingWeights.ToByte(red);
                to[(3 * column) + 1] = ResamplingWeights.ToByte(green);
                to[(3 * column) + 2] = ResamplingWeights.ToByte(blue);
            }
        }

        return resized;
    }

    private static RgbImage ResizeColumns(RgbImage image, int height)
    {
        RgbImage resized = RgbImage.Rent(image.Width, height, out Span<byte> target);
        ReadOnlySpan<byte> source = image.Pixels.Span;
        var weights = ResamplingWeights.Between(image.Height, height);
        int rowBytes = 3 * image.Width;
        int[] sums = new int[rowBytes];
        for (int row = 0; row < height; row++)
        {
            ReadOnlySpan<int> taps = weights.TapsOf(row, out int first);
            sums.AsSpan().Fill(ResamplingWeights.Half);
            for (int i = 0; i < taps.Length; i++)
            {
                ResamplingWeights.AddRow(source.Slice((first + i) * rowBytes, rowBytes), taps[i], sums);
            }

            ResamplingWeights.ToBytes(sums, target.Slice(row * rowBytes, rowBytes));
        }

        return resized;
    }
}
