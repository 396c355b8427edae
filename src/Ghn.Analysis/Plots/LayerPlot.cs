using Ghn.Tensors.Files;
using Ghn.Training.Plots;

namespace Ghn.Analysis.Plots;

/// <summary>Draws something of each layer as SVG, a line for each start; each point tells its layer and number when pointed at.</summary>
public static class LayerPlot
{
    private const double LegendPitch = 24;

    /// <summary>Draws the lines.</summary>
    /// <param name="layers">The names of the layers, in their order.</param>
    /// <param name="lines">The starts, each with a number for each layer; what is not finite leaves a gap.</param>
    /// <param name="title">What stands above them.</param>
    /// <param name="subtitle">What stands below the title.</param>
    /// <param name="isLogarithmic">Whether powers of ten are equally far apart; what is not positive then leaves a gap.</param>
    /// <param name="output">Where to write; it stays open.</param>
    public static void Write(
        IReadOnlyList<string> layers, IReadOnlyList<(string Start, IReadOnlyList<double> Values)> lines, string title, string subtitle,
        bool isLogarithmic, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentNullException.ThrowIfNull(lines);
        ArgumentNullException.ThrowIfNull(output);
        double Height(double value) => isLogarithmic ? Math.Log10(value) : value;
        double[] heights = [.. lines.SelectMany(line => line.Values).Select(Height).Where(double.IsFinite)];
        (double low, double high) = heights.Length > 0 ? (heights.Min(), heights.Max()) : (0, 1);
        var page = new PlotPage(
            output,
            AxisTicks.Around(1, Math.Max(layers.Count, 2), about: 8, leastStep: 1),
            AxisTicks.Around(low, high, about: 6, leastStep: isLogarithmic ? 1 : 1e-6));
        page.Begin(title, subtitle, "layer", height => isLogarithmic ? $"1e{height:0}" : PlotPage.Text($"{height:0.####}"));
        foreach ((int series, (string start, IReadOnlyList<double> values)) in lines.Index())
        {
            string colour = PlotPage.ColourOf(series);
            bool isDrawing = false;
            var path = new List<string>();
            foreach ((int layer, double value) in values.Index())
            {
                bool isThere = double.IsFinite(Height(value));
                if (isThere)
                {
                    path.Add(PlotPage.Text($"{(isDrawing ? 'L' : 'M')}{page.X(layer + 1):0.##} {page.Y(Height(value)):0.##}"));
                }

                isDrawing = isThere;
            }

            page.Write($"<path class=\"line\" stroke=\"{colour}\" d=\"{string.Concat(path)}\"/>");
            foreach ((int layer, double value) in values.Index().Where(entry => double.IsFinite(Height(entry.Item))))
            {
                page.WritePoint(layer + 1, Height(value), radius: 3, colour, PlotPage.Text($"{start}, {layers[layer]}: {value:g4}"));
            }

            WriteLegend(page, series, start);
        }

        page.End();
    }

    private static void WriteLegend(PlotPage page, int series, string start)
    {
        double y = PlotPage.Top + 10 + (series * LegendPitch);
        page.Write($"<circle class=\"point\" fill=\"{PlotPage.ColourOf(series)}\" cx=\"{PlotPage.LegendLeft}\" cy=\"{y}\" r=\"5\"/>");
        page.Write($"<text class=\"name\" x=\"{PlotPage.LegendLeft + 14}\" y=\"{y + 4}\">{PrintableText.OfXml(start)}</text>");
    }
}
