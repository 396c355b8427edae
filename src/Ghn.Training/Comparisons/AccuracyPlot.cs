using Ghn.Tensors.Files;
using Ghn.Training.Plots;

namespace Ghn.Training.Comparisons;

/// <summary>
/// Draws accuracy curves as SVG: for each start a line through the means over the seeds, within a band of one standard deviation to
/// either side. The legend names the starts from the best to the worst in the end. Each point tells its numbers when pointed at.
/// </summary>
public static class AccuracyPlot
{
    private const double LegendPitch = 40;

    /// <summary>Draws the curves.</summary>
    /// <param name="curves">The curves, at least one.</param>
    /// <param name="title">What stands above them.</param>
    /// <param name="subtitle">What stands below the title.</param>
    /// <param name="output">Where to write; it stays open.</param>
    public static void Write(IReadOnlyList<AccuracyCurve> curves, string title, string subtitle, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(curves);
        ArgumentNullException.ThrowIfNull(output);
        CurvePoint[] points = [.. curves.SelectMany(curve => curve.Points)];
        double lowest = points.Min(point => Math.Max(point.Mean - point.Deviation, 0)) * 100;
        double highest = points.Max(point => Math.Min(point.Mean + point.Deviation, 1)) * 100;
        AxisTicks steps = AxisTicks.Around(points.Min(point => point.Step), points.Max(point => point.Step), about: 6, leastStep: 1);
        AxisTicks accuracies = AxisTicks.Around(lowest, highest, about: 6, leastStep: 0.1);
        var page = new PlotPage(output, steps, accuracies);

        page.Begin(title, subtitle, "training steps", accuracy => PlotPage.Text($"{accuracy:0.##} %"));
        foreach ((int index, AccuracyCurve curve) in curves.Index())
        {
            WriteBand(page, curve, PlotPage.ColourOf(index));
        }

        foreach ((int index, AccuracyCurve curve) in curves.Index())
        {
            WriteLine(page, curve, PlotPage.ColourOf(index));
        }

        WriteLegend(page, curves);
        page.End();
    }

    private static void WriteBand(PlotPage page, AccuracyCurve curve, string colour)
    {
        IEnumerable<string> upper = curve.Points.Select(point => Place(page, point.Step, point.Mean + point.Deviation));
        IEnumerable<string> lower = curve.Points.Reverse().Select(point => Place(page, point.Step, point.Mean - point.Deviation));
        page.Write($"<path class=\"band\" fill=\"{colour}\" d=\"M{string.Join('L', upper.Concat(lower))}z\"/>");
    }

    private static void WriteLine(PlotPage page, AccuracyCurve curve, string colour)
    {
        string line = string.Join('L', curve.Points.Select(point => Place(page, point.Step, point.Mean)));
        page.Write($"<path class=\"line\" stroke=\"{colour}\" d=\"M{line}\"/>");
        foreach (CurvePoint point in curve.Points)
        {
            page.WritePoint(
                point.Step, 100 * point.Mean, radius: 4, colour, PlotPage.Text($"{curve.Name}, step {point.Step}: {Describe(point)}"));
        }
    }

    private static void WriteLegend(PlotPage page, IReadOnlyList<AccuracyCurve> curves)
    {
        double left = PlotPage.LegendLeft;
        double y = PlotPage.Top + 10;
        foreach ((int index, AccuracyCurve curve) in curves.Index().OrderByDescending(entry => entry.Item.Points[^1].Mean))
        {
            string colour = PlotPage.ColourOf(index);
            page.Write($"<path class=\"line\" stroke=\"{colour}\" d=\"M{left} {y}h22\"/>");
            page.Write($"<circle class=\"point\" fill=\"{colour}\" cx=\"{left + 11}\" cy=\"{y}\" r=\"4\"/>");
            page.Write($"<text class=\"name\" x=\"{left + 31}\" y=\"{y + 4}\">{PrintableText.OfXml(curve.Name)}</text>");
            page.Write($"<text class=\"tick\" x=\"{left + 31}\" y=\"{y + 20}\">{Describe(curve.Points[^1])}</text>");
            y += LegendPitch;
        }
    }

    private static string Describe(CurvePoint point) => PlotPage.Text($"{100 * point.Mean:0.00} ± {100 * point.Deviation:0.00} %");

    private static string Place(PlotPage page, int step, double share) =>
        PlotPage.Text($"{page.X(step):0.##} {page.Y(100 * Math.Clamp(share, 0, 1)):0.##}");
}
