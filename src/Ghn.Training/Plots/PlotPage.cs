using System.Globalization;
using Ghn.Tensors.Files;

namespace Ghn.Training.Plots;

/// <summary>What all plots have in common: a page of SVG with a title, two axes, and room for a legend at the right.</summary>
public sealed class PlotPage
{
    private const double Width = 760;
    private const double Height = 440;
    private const double Left = 66;
    private const double Right = 560;
    private const double Bottom = 384;
    private const string Fonts = "Helvetica, Arial, 'DejaVu Sans', sans-serif";

    /// <summary>Colours that people who see few colours can tell apart (Okabe and Ito, 2008).</summary>
    private static readonly string[] Colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#4b5563"];

    private readonly TextWriter _output;
    private readonly AxisTicks _across;
    private readonly AxisTicks _up;

    /// <summary>Begins a page.</summary>
    /// <param name="output">Where to write; it stays open.</param>
    /// <param name="across">The ticks of the horizontal axis.</param>
    /// <param name="up">The ticks of the vertical axis.</param>
    public PlotPage(TextWriter output, AxisTicks across, AxisTicks up) => (_output, _across, _up) = (output, across, up);

    /// <summary>Where the plot begins, and the legend beside it, from above.</summary>
    public static double Top => 58;

    /// <summary>Where the legend begins, from the left.</summary>
    public static double LegendLeft => Right + 26;

    /// <summary>The colour of a series.</summary>
    /// <param name="series">Its index.</param>
    public static string ColourOf(int series) => Colours[series % Colours.Length];

    /// <summary>A text as it stands in SVG, whatever the user's language.</summary>
    /// <param name="text">The text.</param>
    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Where a value lies across.</summary>
    /// <param name="value">The value, on the horizontal axis.</param>
    public double X(double value) => Left + ((value - _across.First) / (_across.Last - _across.First) * (Right - Left));

    /// <summary>Where a value lies up.</summary>
    /// <param name="value">The value, on the vertical axis.</param>
    public double Y(double value) => Bottom - ((value - _up.First) / (_up.Last - _up.First) * (Bottom - Top));

    /// <summary>Writes the head and the axes.</summary>
    /// <param name="title">What stands above.</param>
    /// <param name="subtitle">What stands below the title.</param>
    /// <param name="acrossName">What the horizontal axis counts.</param>
    /// <param name="upName">How a tick of the vertical axis reads.</param>
    public void Begin(string title, string subtitle, string acrossName, Func<double, string> upName)
    {
        _output.WriteLine(Text(
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
        for (int i = 0; i < _up.Count; i++)
        {
            double y = Y(_up.At(i));
            string name = PrintableText.OfXml(upName(_up.At(i)));
            Write($"<path class=\"grid\" d=\"M{Left} {y:0.##}H{Right}\"/>");
            Write($"<text class=\"tick\" x=\"{Left - 9}\" y=\"{y + 4:0.##}\" text-anchor=\"end\">{name}</text>");
        }

        for (int i = 0; i < _across.Count; i++)
        {
            double x = X(_across.At(i));
            Write($"<path class=\"axis\" d=\"M{x:0.##} {Bottom}v5\"/>");
            Write($"<text class=\"tick\" x=\"{x:0.##}\" y=\"{Bottom + 20}\" text-anchor=\"middle\">{_across.At(i):0.####}</text>");
        }

        Write($"<path class=\"axis\" d=\"M{Left} {Top}V{Bottom}H{Right}\"/>");
        string middle = PrintableText.OfXml(acrossName);
        Write($"<text class=\"name\" x=\"{(Left + Right) / 2}\" y=\"{Bottom + 42}\" text-anchor=\"middle\">{middle}</text>");
    }

    /// <summary>Writes a line of SVG.</summary>
    /// <param name="line">The line.</param>
    public void Write(FormattableString line) => _output.WriteLine(Text(line));

    /// <summary>Writes a point that tells something when pointed at.</summary>
    /// <param name="across">Where it lies, on the horizontal axis.</param>
    /// <param name="up">Where it lies, on the vertical axis.</param>
    /// <param name="radius">Its size.</param>
    /// <param name="colour">Its colour.</param>
    /// <param name="tooltip">What it tells.</param>
    public void WritePoint(double across, double up, int radius, string colour, string tooltip)
    {
        string place = Text($"cx=\"{X(across):0.##}\" cy=\"{Y(up):0.##}\"");
        string text = PrintableText.OfXml(tooltip);
        Write($"<circle class=\"point\" fill=\"{colour}\" {place} r=\"{radius}\"><title>{text}</title></circle>");
    }

    /// <summary>Ends the page.</summary>
    public void End() => _output.WriteLine("</svg>");
}
