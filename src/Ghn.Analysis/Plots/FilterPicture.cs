using Ghn.Tensors;
using Ghn.Tensors.Kernels.Elementwise;
using Ghn.Training.Plots;

namespace Ghn.Analysis.Plots;

/// <summary>
/// Draws the filters of a first layer as SVG (GHN-3 paper, Figure 2): a square of colours for each output channel, its three input channels
/// as red, green and blue, or as grey where there is another number of them. All share one scale, from the least to the greatest weight.
/// </summary>
public static class FilterPicture
{
    private const int PixelSize = 8;
    private const int Gap = 6;
    private const int Columns = 16;

    /// <summary>Whether a weight can be drawn: that of a convolution.</summary>
    public static bool CanDraw(Tensor weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        return weight.Shape.Rank == 4;
    }

    /// <summary>Draws the filters.</summary>
    /// <param name="weight">The weight [channels, inputs, height, width].</param>
    /// <param name="output">Where to write; it stays open.</param>
    /// <exception cref="ArgumentException">It is no weight of a convolution.</exception>
    public static void Write(Tensor weight, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (!CanDraw(weight))
        {
            throw new ArgumentException($"Filters are [channels, inputs, height, width], not {weight.Shape}.", nameof(weight));
        }

        Tensor filters = Conversion.ToFloat32(weight);
        (int count, int inputs, int height, int width) = (weight.Shape[0], weight.Shape[1], weight.Shape[2], weight.Shape[3]);
        float[] values = filters.Values.ToArray();
        float[] finite = [.. values.Where(float.IsFinite)];
        (float low, float high) = finite.Length > 0 ? (finite.Min(), finite.Max()) : (0, 1);
        int Shade(int filter, int input, int row, int column)
        {
            float value = values[(((((filter * inputs) + input) * height) + row) * width) + column];
            double share = high > low && float.IsFinite(value) ? (value - low) / (double)(high - low) : 0.5;
            return (int)Math.Round(255 * share);
        }

        (int pitchX, int pitchY) = ((width * PixelSize) + Gap, (height * PixelSize) + Gap);
        int rows = (count + Columns - 1) / Columns;
        (int pageWidth, int pageHeight) = ((Math.Min(count, Columns) * pitchX) + Gap, (rows * pitchY) + Gap);
        output.WriteLine(PlotPage.Text(
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{pageWidth}\" height=\"{pageHeight}\" shape-rendering=\"crispEdges\">"));
        output.WriteLine("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>");
        for (int filter = 0; filter < count; filter++)
        {
            for (int row = 0; row < height; row++)
            {
                for (int column = 0; column < width; column++)
                {
                    int[] shades = inputs == 3
                        ? [Shade(filter, 0, row, column), Shade(filter, 1, row, column), Shade(filter, 2, row, column)]
                        : [.. Enumerable.Repeat((int)Enumerable.Range(0, inputs).Average(input => Shade(filter, input, row, column)), 3)];
                    int x = Gap + (filter % Columns * pitchX) + (column * PixelSize);
                    int y = Gap + (filter / Columns * pitchY) + (row * PixelSize);
                    string colour = $"#{shades[0]:x2}{shades[1]:x2}{shades[2]:x2}";
                    output.WriteLine($"<rect x=\"{x}\" y=\"{y}\" width=\"{PixelSize}\" height=\"{PixelSize}\" fill=\"{colour}\"/>");
                }
            }
        }

        output.WriteLine("</svg>");
    }
}
