using System.Globalization;
using Ghn.Tensors.Files;
using Ghn.Training.Comparisons;

namespace Ghn.Analysis.Plots;

/// <summary>What all plots have in common: a page of SVG with a title, two axes, and room for a legend at the right.</summary>
internal sealed class PlotPage
{
    public const double Left = 76;
    public const double Top = 58;
    public const double Right = 580;
    public const double Bottom = 384;
    public const double LegendLeft = Right + 26;

    private const double Width = 780;
    private const double Height = 440;
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

    /// <summary>The colour of a series.</summary>
    public static string ColourOf(int series) => Colours[series % Colours.Length];

    /// <summary>A number as it stands in SVG.</summary>
    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Where a value lies across.</summary>
    public double X(double value) => Left + ((value - _across.First) / (_across.Last - _across.First) * (Right - Left));

    /// <summary>Where a value lies up.</summary>
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
              .line {"{"} fill: none; stroke-width: 1.8; stroke-linejoin: round; {"}"}
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
    public void Write(FormattableString line) => _output.WriteLine(Text(line));

    /// <summary>Writes a name of the legend beside its colour.</summary>
    public void Legend(int row, string colour, string name)
    {
        double y = Top + 10 + (row * 24);
        Write($"<circle fill=\"{colour}\" cx=\"{LegendLeft}\" cy=\"{y}\" r=\"5\"/>");
        Write($"<text class=\"name\" x=\"{LegendLeft + 14}\" y=\"{y + 4}\">{PrintableText.OfXml(name)}</text>");
    }

    /// <summary>Ends the page.</summary>
    public void End() => _output.WriteLine("</svg>");
}
