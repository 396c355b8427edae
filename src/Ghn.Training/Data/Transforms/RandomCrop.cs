using Ghn.Networks.Layers;
using Ghn.Networks.State;
using Ghn.Tensors;

namespace Ghn.Training.Data.Transforms;

/// <summary>Cuts a piece from a random place of a picture that is first surrounded by black.</summary>
/// <param name="Size">The size of the piece.</param>
/// <param name="Padding">The width of the black border, in pixels.</param>
public sealed record RandomCrop(Size2d Size, int Padding) : IImageStep
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The picture is smaller than the piece, even with its border.</exception>
    public RgbImage Apply(RgbImage image, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(random);
        int rows = image.Height + (2 * Padding) - Size.Height + 1;
        int columns = image.Width + (2 * Padding) - Size.Width + 1;
        if (rows < 1 || columns < 1)
        {
            throw new InvalidRequestException(
                $"No piece of {Size} fits an image of {image.Height}×{image.Width} with a border of {Padding}.");
        }

        int top = (int)(random.NextUniform() * rows) - Padding;
        int left = (int)(random.NextUniform() * columns) - Padding;
        return Cropping.Crop(image, top, left, Size);
    }
}
