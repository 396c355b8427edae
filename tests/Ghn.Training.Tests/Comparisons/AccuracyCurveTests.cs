using Ghn.Training.Comparisons;

namespace Ghn.Training.Tests;

public class AccuracyCurveTests
{
    private static readonly ComparisonRun[] Runs =
    [
        Run("rand", 0, 0.1, 0.25),
        Run("rand", 1, 0.1, 0.35),
        Run("rand", 2, 0.1, 0.30),
        Run("a, \"b\".pt", 0, 0.5, 0.6),
    ];

    [Fact]
    public void A_curve_is_the_mean_and_the_unbiased_deviation_over_the_seeds()
    {
        IReadOnlyList<AccuracyCurve> curves = AccuracyCurve.Of(Runs);
        Assert.Equal(["rand", "a, \"b\".pt"], curves.Select(curve => curve.Name));
        Assert.Equal([0, 40], curves[0].Points.Select(point => point.Step));
        Assert.Equal(0.1, curves[0].Points[0].Mean, 1e-12);
        Assert.Equal(0, curves[0].Points[0].Deviation, 1e-12);
        Assert.Equal(0.3, curves[0].Points[1].Mean, 1e-12);
        Assert.Equal(0.05, curves[0].Points[1].Deviation, 1e-12);
        Assert.Equal(0, curves[1].Points[1].Deviation);
    }

    [Fact]
    public void The_table_has_a_row_for_each_start_seed_and_step()
    {
        var output = new StringWriter();
        AccuracyTable.Write(Runs[2..], output);
        Assert.Equal(
            """
            init,seed,step,top1,top5
            rand,2,0,0.1,0.9
            rand,2,40,0.3,0.9
            "a, ""b"".pt",0,0,0.5,0.9
            "a, ""b"".pt",0,40,0.6,0.9

            """,
            output.ToString());
    }

    private static ComparisonRun Run(string name, ulong seed, double first, double last) =>
        new(name, seed, [new ComparisonPoint(0, first, 0.9), new ComparisonPoint(40, last, 0.9)]);
}
