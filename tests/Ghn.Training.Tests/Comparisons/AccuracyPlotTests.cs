using System.Globalization;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using Ghn.Training.Comparisons;
using Ghn.Training.Plots;

namespace Ghn.Training.Tests;

public class AccuracyPlotTests
{
    private static readonly AccuracyCurve[] Curves =
    [
        new("rand", [new CurvePoint(0, 0.1, 0.01), new CurvePoint(50, 0.3, 0.02), new CurvePoint(500, 0.6, 0.01)]),
        new("<ghn> & co", [new CurvePoint(0, 0.4, 0.05), new CurvePoint(50, 0.55, 0.01), new CurvePoint(500, 0.7, 0.005)]),
    ];

    [Fact]
    public void The_plot_is_xml_with_a_line_a_band_and_points_for_each_curve()
    {
        XElement[] elements = [.. Draw(Curves).Descendants()];
        Assert.Equal(2, Count("path", "band"));
        Assert.Equal(2 + 2, Count("path", "line"));
        Assert.Equal(6 + 2, Count("circle", "point"));
        string[] texts = [.. elements.Where(element => element.Name.LocalName == "text").Select(element => element.Value)];
        Assert.Contains("<ghn> & co", texts);
        Assert.Contains("70.00 ± 0.50 %", texts);
        Assert.Contains("resnet18 & its starts", texts);
        Assert.True(Array.IndexOf(texts, "<ghn> & co") < Array.IndexOf(texts, "rand"), "The best stands first.");
        Assert.Contains("rand, step 50: 30.00 ± 2.00 %", elements.Select(element => element.Value));

        int Count(string name, string kind) =>
            elements.Count(element => element.Name.LocalName == name && element.Attribute("class")?.Value == kind);
    }

    [Fact]
    public void Points_lie_where_the_axes_say()
    {
        XElement[] circles = [.. Draw(Curves).Descendants().Where(element => element.Name.LocalName == "circle")];
        double[] x = [.. circles.Take(3).Select(circle => Number(circle, "cx"))];
        double[] y = [.. circles.Take(3).Select(circle => Number(circle, "cy"))];
        Assert.Equal(0.1, (x[1] - x[0]) / (x[2] - x[0]), 1e-3);
        Assert.Equal(0.4, (y[1] - y[0]) / (y[2] - y[0]), 1e-3);
        Assert.True(y[2] < y[0], "More is higher.");
    }

    [Fact]
    public void A_single_point_can_be_drawn() =>
        Assert.DoesNotContain("NaN", $"{Draw([new AccuracyCurve("rand", [new CurvePoint(0, 0.1, 0)])])}", StringComparison.Ordinal);

    [Fact]
    public void Names_that_xml_cannot_hold_are_shown_by_what_they_hold()
    {
        IEnumerable<string> texts = Draw([new AccuracyCurve("\e[31m\u0000.pt", [new CurvePoint(0, 0.1, 0)])]).Descendants().Select(
            element => element.Value);
        Assert.Contains(@"\x1b[31m\x00.pt", texts);
    }

    [Fact]
    public void Ticks_are_round_numbers_that_enclose_the_range()
    {
        Gen<(double, double)> ranges = from low in Gen.Choose(0, 100_000)
                                       from length in Gen.Choose(0, 100_000)
                                       select (
            low / 100.0, length / 100.0);
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(ranges.ToArbitrary(), range =>
        {
            (double low, double length) = range;
            AxisTicks ticks = AxisTicks.Around(low, low + length, about: 6, leastStep: 0.1);
            double leading = ticks.Step / Math.Pow(10, Math.Floor(Math.Log10(ticks.Step) + 1e-9));
            return ticks.First <= low + 1e-6 && ticks.Last >= low + length - 1e-6
                && ticks.Count is >= 2 and <= 9
                && new[] { 1.0, 2, 5 }.Any(round => Math.Abs(leading - round) < 1e-6);
        }));
    }

    private static XElement Draw(IReadOnlyList<AccuracyCurve> curves)
    {
        var output = new StringWriter();
        AccuracyPlot.Write(curves, "resnet18 & its starts", "3 seeds", output);
        return XElement.Parse(output.ToString());
    }

    private static double Number(XElement element, string attribute) =>
        double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
