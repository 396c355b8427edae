using System.Globalization;
using Ghn.Tensors.Files;

namespace Ghn.Training.Comparisons;

/// <summary>
/// Draws accuracy curves as SVG: for each start a line through the means over the seeds, within a band of one standard deviation to
/// either side. The legend names the starts from the best to the worst in the end. Each point tells its numbers when pointed at.
/// </summary>
public static class AccuracyPlot
{
    private const double Width = 760;
    private const double Height = 440;
    private const double Left = 66;
    private const double Top = 58;
    private const double Right = 560;
    private const double Bottom = 384;
    private const double LegendLeft = Right + 26;
    private const double LegendPitch = 40;
    private const string Fonts = "Helvetica, Arial, 'DejaVu Sans', sans-serif";

    /// <summary>Colours that people who see few colours can tell apart (Okabe and Ito, 2008).</summary>
    private static readonly string[] Colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#4b5563"];

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
        var page = new Page(steps, accuracies);

        WriteHead(output, title, subtitle);
        WriteAxes(output, page);
        foreach ((int index, AccuracyCurve curve) in curves.Index())
        {
            WriteBand(output, page, curve, ColourOf(index));
        }

        foreach ((int index, AccuracyCurve curve) in curves.Index())
        {
            WriteLine(output, page, curve, ColourOf(index));
        }

        WriteLegend(output, curves);
        output.WriteLine("</svg>");
    }

    private static string ColourOf(int index) => Colours[index % Colours.Length];

    private static void WriteHead(TextWriter output, string title, string subtitle) => output.WriteLine(Text(
        $"""
        <svg xmlns="http://www.w3.org/2000/svg" width="{Width}" height="{Height}" viewBox="0 0 {Width} {Height}" font-family="{Fonts}">
        <style>
          .grid {"{"} stroke: #e5e7eb; stroke-width: 1; {"}"}
          .axis {"{"} stroke: #9ca3af; stroke-width: 1; fill: none; {"}"}
          .tick {"{"} font-size: 12px; fill: #4b5563; {"}"}
          .name {"{"} font-size: 13px; fill: #1a1a1a; {"}"}
          .line {"{"} fill: none; stroke-width: 2.2; stroke-linejoin: round; stroke-linecap: round; {"}"}
          .band {"{"} fill-opacity: 0.16; {"}"}
          .point {"{"} stroke: #ffffff; stroke-width: 1.2; {"}"}
        </style>
        <rect width="100%" height="100%" fill="#ffffff"/>
        <text x="{Left}" y="26" font-size="16" font-weight="bold" fill="#1a1a1a">{PrintableText.OfXml(title)}</text>
        <text x="{Left}" y="44" font-size="12" fill="#6b7280">{PrintableText.OfXml(subtitle)}</text>
        """));

    private static void WriteAxes(TextWriter output, Page page)
    {
        for (int i = 0; i < page.Accuracies.Count; i++)
        {
            double value = page.Accuracies.At(i);
            double y = page.Y(value);
            output.WriteLine(Text($"<path class=\"grid\" d=\"M{Left} {y:0.##}H{Right}\"/>"));
            output.WriteLine(Text($"<text class=\"tick\" x=\"{Left - 9}\" y=\"{y + 4:0.##}\" text-anchor=\"end\">{value:0.##} %</text>"));
        }

        for (int i = 0; i < page.Steps.Count; i++)
        {
            double value = page.Steps.At(i);
            double x = page.X(value);
            output.WriteLine(Text($"<path class=\"axis\" d=\"M{x:0.##} {Bottom}v5\"/>"));
            output.WriteLine(Text($"<text class=\"tick\" x=\"{x:0.##}\" y=\"{Bottom + 20}\" text-anchor=\"middle\">{value:0}</text>"));
        }

        output.WriteLine(Text($"<path class=\"axis\" d=\"M{Left} {Top}V{Bottom}H{Right}\"/>"));
        output.WriteLine(Text(
            $"<text class=\"name\" x=\"{(Left + Right) / 2}\" y=\"{Bottom + 42}\" text-anchor=\"middle\">training steps</text>"));
    }

    private static void WriteBand(TextWriter output, Page page, AccuracyCurve curve, string colour)
    {
        IEnumerable<string> upper = curve.Points.Select(point => page.Place(point.Step, point.Mean + point.Deviation));
        IEnumerable<string> lower = curve.Points.Reverse().Select(point => page.Place(point.Step, point.Mean - point.Deviation));
        output.WriteLine($"<path class=\"band\" fill=\"{colour}\" d=\"M{string.Join('L', upper.Concat(lower))}z\"/>");
    }

    private static void WriteLine(TextWriter output, Page page, AccuracyCurve curve, string colour)
    {
        string line = string.Join('L', curve.Points.Select(point => page.Place(point.Step, point.Mean)));
        output.WriteLine($"<path class=\"line\" stroke=\"{colour}\" d=\"M{line}\"/>");
        foreach (CurvePoint point in curve.Points)
        {
            string tooltip = PrintableText.OfXml(Text($"{curve.Name}, step {point.Step}: {Describe(point)}"));
            string place = Text($"cx=\"{page.X(point.Step):0.##}\" cy=\"{page.Y(100 * point.Mean):0.##}\"");
            output.WriteLine($"<circle class=\"point\" fill=\"{colour}\" {place} r=\"4\"><title>{tooltip}</title></circle>");
        }
    }

    private static void WriteLegend(TextWriter output, IReadOnlyList<AccuracyCurve> curves)
    {
        double y = Top + 10;
        foreach ((int index, AccuracyCurve curve) in curves.Index().OrderByDescending(entry => entry.Item.Points[^1].Mean))
        {
            string colour = ColourOf(index);
            output.WriteLine(Text($"<path class=\"line\" stroke=\"{colour}\" d=\"M{LegendLeft} {y}h22\"/>"));
            output.WriteLine(Text($"<circle class=\"point\" fill=\"{colour}\" cx=\"{LegendLeft + 11}\" cy=\"{y}\" r=\"4\"/>"));
            output.WriteLine(Text($"<text class=\"name\" x=\"{LegendLeft + 31}\" y=\"{y + 4}\">{PrintableText.OfXml(curve.Name)}</text>"));
            output.WriteLine(Text($"<text class=\"tick\" x=\"{LegendLeft + 31}\" y=\"{y + 20}\">{Describe(curve.Points[^1])}</text>"));
            y += LegendPitch;
        }
    }

    private static string Describe(CurvePoint point) => Text($"{100 * point.Mean:0.00} ± {100 * point.Deviation:0.00} %");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Where numbers lie on the page.</summary>
    private sealed record Page(AxisTicks Steps, AxisTicks Accuracies)
    {
        public double X(double step) => Left + ((step - Steps.First) / (Steps.Last - Steps.First) * (Right - Left));

        public double Y(double percent) => Bottom - ((percent - Accuracies.First) / (Accuracies.Last - Accuracies.First) * (Bottom - Top));

        public string Place(int step, double share) => Text($"{X(step):0.##} {Y(100 * Math.Clamp(share, 0, 1)):0.##}");
    }
}
