using Ghn.Networks.Layers;
using Ghn.Networks.State;

namespace Ghn.Training.Data.Transforms;

/// <summary>Cuts the middle out of a picture; a picture that is smaller is surrounded by black.</summary>
/// <param name="Size">The size of the piece.</param>
public sealed record CenterCrop(Size2d Size) : IImageStep
{
    /// <inheritdoc/>
    public RgbImage Apply(RgbImage image, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Cropping.Crop(image, Start(image.Height, Size.Height), Start(image.Width, Size.Width), Size);
    }

    /// <summary>A half goes to the even neighbour, as Python rounds; of a border that is odd, the larger half comes last.</summary>
    private static int Start(int length, int wanted) =>
        length >= wanted ? (int)Math.Round((length - wanted) / 2.0) : -((wanted - length) / 2);
}
