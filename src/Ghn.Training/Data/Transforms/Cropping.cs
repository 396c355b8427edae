using Ghn.Networks.Layers;

namespace Ghn.Training.Data.Transforms;

/// <summary>Cuts a rectangle out of a picture; what lies outside the picture is black.</summary>
internal static class Cropping
{
    /// <summary>The rectangle of a size whose upper left corner is at a row and a column, either of which may lie outside.</summary>
    public static RgbImage Crop(RgbImage image, int top, int left, Size2d size)
    {
        if (top == 0 && left == 0 && size == (image.Height, image.Width))
        {
            return image;
        }

        RgbImage piece = RgbImage.Rent(size.Width, size.Height, out Span<byte> target);
        ReadOnlySpan<byte> source = image.Pixels.Span;
        int first = Math.Clamp(-left, 0, size.Width);
        int end = Math.Clamp(image.Width - left, first, size.Width);
        for (int row = 0; row < size.Height; row++)
        {
            Span<byte> line = target.Slice(3 * row * size.Width, 3 * size.Width);
            int sourceRow = top + row;
            if ((uint)sourceRow >= (uint)image.Height || first == end)
            {
                line.Clear();
                continue;
            }

            line[..(3 * first)].Clear();
            source.Slice(3 * ((sourceRow * image.Width) + left + first), 3 * (end - first)).CopyTo(line[(3 * first)..]);
            line[(3 * end)..].Clear();
        }

        return piece;
    }
}
