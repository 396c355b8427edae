using Ghn.Networks.State;

namespace Ghn.Training.Data.Transforms;

/// <summary>Mirrors every other picture: left becomes right.</summary>
public sealed record RandomHorizontalFlip : IImageStep
{
    /// <inheritdoc/>
    public RgbImage Apply(RgbImage image, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(random);
        return random.NextUniform() < 0.5 ? Mirror(image) : image;
    }

    /// <summary>The mirror image.</summary>
    internal static RgbImage Mirror(RgbImage image)
    {
        RgbImage mirrored = RgbImage.Rent(image.Width, image.Height, out Span<byte> target);
        ReadOnlySpan<byte> source = image.Pixels.Span;
        int rowBytes = 3 * image.Width;
        for (int row = 0; row < source.Length; row += rowBytes)
        {
            ReadOnlySpan<byte> from = source.Slice(row, rowBytes);
            Span<byte> to = target.Slice(row, rowBytes);
            for (int right = rowBytes - 3, left = 0; right >= 0; right -= 3, left += 3)
            {
                to[left] = from[right];
                to[left + 1] = from[right + 1];
                to[left + 2] = from[right + 2];
            }
        }

        return mirrored;
    }
}
