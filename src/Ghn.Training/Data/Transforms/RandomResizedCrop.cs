using Ghn.Networks.Layers;
using Ghn.Networks.State;

namespace Ghn.Training.Data.Transforms;

/// <summary>
/// Cuts out a random piece of a picture, of 8 % to 100 % of its area and of proportions between 3:4 and 4:3, and resizes it:
/// what networks for ImageNet are trained with (Szegedy et al., 2015).
/// </summary>
/// <param name="Size">The size to have afterwards.</param>
public sealed record RandomResizedCrop(Size2d Size) : IImageStep
{
    private const int Attempts = 10;
    private const double MinArea = 0.08;
    private const double MaxArea = 1;
    private const double Narrowest = 3.0 / 4;
    private const double Widest = 4.0 / 3;

    /// <inheritdoc/>
    public RgbImage Apply(RgbImage image, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(random);
        (int top, int left, Size2d piece) = Choose(image.Height, image.Width, random.NextUniform);
        RgbImage cropped = Cropping.Crop(image, top, left, piece);
        RgbImage resized = BilinearResampling.Resize(cropped, Size);
        if (!ReferenceEquals(cropped, image) && !ReferenceEquals(cropped, resized))
        {
            cropped.Dispose();
        }

        return resized;
    }

    /// <summary>
    /// Draws area and proportions until such a piece fits, and then its place; after ten failures the largest piece of
    /// allowed proportions is taken from the middle.
    /// </summary>
    /// <param name="height">The height of the picture.</param>
    /// <param name="width">The width of the picture.</param>
    /// <param name="draw">Draws a number from [0, 1).</param>
    internal static (int Top, int Left, Size2d Piece) Choose(int height, int width, Func<double> draw)
    {
        for (int i = 0; i < Attempts; i++)
        {
            double area = (double)height * width * (MinArea + (draw() * (MaxArea - MinArea)));
            double proportion = Math.Exp(Math.Log(Narrowest) + (draw() * (Math.Log(Widest) - Math.Log(Narrowest))));
            var piece = new Size2d((int)Math.Round(Math.Sqrt(area / proportion)), (int)Math.Round(Math.Sqrt(area * proportion)));
            if (piece.Height > 0 && piece.Height <= height && piece.Width > 0 && piece.Width <= width)
            {
                int top = (int)(draw() * (height - piece.Height + 1));
                int left = (int)(draw() * (width - piece.Width + 1));
                return (top, left, piece);
            }
        }

        Size2d middle = ((double)width / height) switch
        {
            < Narrowest => ((int)Math.Round(width / Narrowest), width),
            > Widest => (height, (int)Math.Round(height * Widest)),
            _ => (height, width),
        };
        return ((height - middle.Height) / 2, (width - middle.Width) / 2, middle);
    }
}
