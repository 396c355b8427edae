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

        var colours = new FilterColours(Conversion.ToFloat32(weight));
        (int count, int height, int width) = (weight.Shape[0], weight.Shape[2], weight.Shape[3]);
        (int pitchX, int pitchY) = ((width * PixelSize) + Gap, (height * PixelSize) + Gap);
        int rows = (count + Columns - 1) / Columns;
        (int pageWidth, int pageHeight) = ((Math.Min(count, Columns) * pitchX) + Gap, (rows * pitchY) + Gap);
        output.WriteLine(PlotPage.Text(
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{pageWidth}\" height=\"{pageHeight}\" shape-rendering=\"crispEdges\">"));
        output.WriteLine("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>");
        for (int pixel = 0; pixel < count * height * width; pixel++)
        {
            (int filter, int row, int column) = (pixel / (height * width), pixel / width % height, pixel % width);
            int x = Gap + (filter % Columns * pitchX) + (column * PixelSize);
            int y = Gap + (filter / Columns * pitchY) + (row * PixelSize);
            string colour = colours.At(filter, row, column);
            output.WriteLine($"<rect x=\"{x}\" y=\"{y}\" width=\"{PixelSize}\" height=\"{PixelSize}\" fill=\"{colour}\"/>");
        }

        output.WriteLine("</svg>");
    }

    /// <summary>The colours of weights on one scale; what is not finite lies in its middle.</summary>
    private sealed class FilterColours
    {
        private readonly Tensor _filters;
        private readonly float _low;
        private readonly float _high;

        public FilterColours(Tensor filters)
        {
            float[] finite = [.. filters.Values.ToArray().Where(float.IsFinite)];
            _filters = filters;
            (_low, _high) = finite.Length > 0 ? (finite.Min(), finite.Max()) : (0, 1);
        }

        public string At(int filter, int row, int column)
        {
            int[] shades = [.. Enumerable.Range(0, _filters.Shape[1]).Select(input => Shade(filter, input, row, column))];
            if (shades is not [int red, int green, int blue])
            {
                red = green = blue = (int)shades.Average();
            }

            return $"#{red:x2}{green:x2}{blue:x2}";
        }

        private int Shade(int filter, int input, int row, int column)
        {
            Shape shape = _filters.Shape;
            float value = _filters.Values[(((((filter * shape[1]) + input) * shape[2]) + row) * shape[3]) + column];
            double share = _high > _low && float.IsFinite(value) ? (value - _low) / (double)(_high - _low) : 0.5;
            return (int)Math.Round(255 * share);
        }
    }
}
