using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Ghn.Analysis.Statistics;

namespace Ghn.Analysis.Tests.Statistics;

public class KendallTauTests
{
    public static TheoryData<string> Cases { get; } = [.. Golden().Select(entry => entry.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Tau_is_scipys(string name)
    {
        JsonElement golden = Golden().Single(entry => entry.GetProperty("name").GetString() == name);
        // scipy says NaN where a list holds both infinities; the quadratic rule beside it ranks them.
        double expected = golden.GetProperty(name == "infinities" ? "tau_own" : "tau").Float();
        Assert.Equal(expected, KendallTau.Of(golden.GetProperty("x").Floats(), golden.GetProperty("y").Floats()), 1e-15);
    }

    [Fact]
    public void Tau_is_what_counting_all_pairs_gives() => Prop.ForAll(
        ArbMap.Default.ArbFor<(int, int)[]>(), pairs =>
        {
            double[] x = [.. pairs.Select(pair => (double)(pair.Item1 % 7))], y = [.. pairs.Select(pair => (double)pair.Item2)];
            double tau = KendallTau.Of(x, y), counted = Counted(x, y);
            return double.IsNaN(counted) ? double.IsNaN(tau) : Math.Abs(tau - counted) < 1e-12;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Lists_of_different_lengths_are_refused() => Assert.Throws<ArgumentException>(() => KendallTau.Of([1, 2], [1]));

    private static double Counted(double[] x, double[] y)
    {
        int difference = 0, untiedInX = 0, untiedInY = 0;
        for (int i = 0; i < x.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                int a = x[i].CompareTo(x[j]), b = y[i].CompareTo(y[j]);
                (difference, untiedInX, untiedInY) = (difference + (a * b), untiedInX + (a * a), untiedInY + (b * b));
            }
        }

        return difference / Math.Sqrt((double)untiedInX * untiedInY);
    }

    private static JsonElement[] Golden() =>
        [.. GoldenFiles.Json<JsonElement>("analysis", "property", "kendall.json.gz").GetProperty("cases").EnumerateArray()];
}
