using Ghn.Networks.Layers;
using Ghn.Networks.State;

namespace Ghn.Training.Data.Transforms;

/// <summary>Resizes a picture to an exact size, whatever its proportions, bilinearly.</summary>
/// <param name="Size">The size to have.</param>
public sealed record Resize(Size2d Size) : IImageStep
{
    /// <inheritdoc/>
    public RgbImage Apply(RgbImage image, RandomSource random) => BilinearResampling.Resize(image, Size);
}
