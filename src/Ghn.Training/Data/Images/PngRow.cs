namespace Ghn.Training;

/// <summary>Turns the samples of a row into red, green and blue. Of 16 bits the upper 8 count; opacity is dropped.</summary>
/// <param name="header">What a pixel is made of.</param>
/// <param name="palette">The colours of a palette, if there is one.</param>
internal sealed class PngRow(PngHeader header, byte[]? palette)
{
    private readonly int _sampleBytes = header.BitDepth == 16 ? 2 : 1;

    /// <summary>Writes the pixels of a row.</summary>
    /// <param name="row">The samples.</param>
    /// <param name="width">The number of pixels.</param>
    /// <param name="target">Where the first goes.</param>
    /// <param name="step">The distance from one to the next, in bytes.</param>
    public void CopyTo(ReadOnlySpan<byte> row, int width, Span<byte> target, int step)
    {
        int pixelBytes = header.Channels * _sampleBytes;
        for (int x = 0; x < width; x++)
        {
            Span<byte> pixel = target.Slice(x * step, 3);
            switch (header.Color)
            {
                case PngColor.Rgb or PngColor.Rgba:
                    ReadOnlySpan<byte> samples = row[(x * pixelBytes)..];
                    (pixel[0], pixel[1], pixel[2]) = (samples[0], samples[_sampleBytes], samples[2 * _sampleBytes]);
                    break;
                case PngColor.Palette:
                    palette.AsSpan(3 * Sample(row, x), 3).CopyTo(pixel);
                    break;
                case PngColor.Gray when header.BitDepth < 8:
                    pixel.Fill((byte)(Sample(row, x) * (255 / ((1 << header.BitDepth) - 1))));
                    break;
                default:
                    pixel.Fill(row[x * pixelBytes]);
                    break;
            }
        }
    }

    /// <summary>A sample of at most 8 bits; the first of a byte is in its upper bits.</summary>
    private int Sample(ReadOnlySpan<byte> row, int x)
    {
        int depth = header.BitDepth;
        int bit = x * depth;
        return (row[bit / 8] >> (8 - depth - (bit % 8))) & ((1 << depth) - 1);
    }
}
