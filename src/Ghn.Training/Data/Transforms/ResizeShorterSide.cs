using Ghn.Networks.Layers;
using Ghn.Networks.State;

namespace Ghn.Training.Data.Transforms;

/// <summary>Resizes a picture so that its shorter side has a length and its proportions stay, bilinearly.</summary>
/// <param name="Length">The length of the shorter side, in pixels; the longer one is rounded down.</param>
public sealed record ResizeShorterSide(int Length) : IImageStep
{
    /// <inheritdoc/>
    public RgbImage Apply(RgbImage image, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(image);
        return BilinearResampling.Resize(image, SizeOf(image.Height, image.Width));
    }

    private Size2d SizeOf(int height, int width) =>
        width <= height ? ((int)((long)Length * height / width), Length) : (Length, (int)((long)Length * width / height));
}
