using System.Text.Json;
using Ghn.Analysis.Regression;

namespace Ghn.Analysis.Tests.Regression;

/// <summary>Fits against an independent solver in float64: <c>tests/Golden/analysis/property/svr.json.gz</c>.</summary>
public class SvrGoldenTests
{
    private const double Tolerance = 1e-6;
    private const ulong SamplesIndex = 7_000_000;
    private const ulong TestIndex = 7_100_000;

    public static TheoryData<string> Fits { get; } = [.. Golden().Select(entry => entry.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Fits))]
    public void A_fit_is_the_exact_one(string name)
    {
        JsonElement golden = Golden().Single(entry => entry.GetProperty("name").GetString() == name);
        (double[][] samples, double[][] tests) = SamplesOf(golden);
        double[] targets = golden.GetProperty("y").Floats();
        var parameters = new SvrParameters(
            golden.GetProperty("C").GetDouble(),
            golden.TryGetProperty("gamma_value", out JsonElement gamma) ? gamma.GetDouble() : golden.GetProperty("gamma").GetDouble(),
            golden.GetProperty("epsilon").GetDouble());

        SupportVectorRegression regression = SupportVectorRegression.Fit(samples, targets, parameters);
        JsonElement exact = golden.GetProperty("exact_f64");
        AssertNear(exact.GetProperty("train_predictions").Floats(), [.. samples.Select(sample => regression.Predict(sample))]);
        AssertNear(exact.GetProperty("test_predictions").Floats(), [.. tests.Select(sample => regression.Predict(sample))]);
        AssertNear([exact.GetProperty("intercept").GetDouble()], [regression.Intercept]);
        AssertNear([exact.GetProperty("objective").GetDouble()], [Objective(regression, samples, targets, parameters)]);
    }

    private static double Objective(SupportVectorRegression regression, double[][] samples, double[] targets, SvrParameters parameters)
    {
        double objective = 0;
        for (int i = 0; i < regression.Supports.Count; i++)
        {
            double weight = regression.Weights[i];
            double target = targets[Array.IndexOf(samples, regression.Supports[i])];
            double smooth = regression.Predict(regression.Supports[i]) - regression.Intercept;
            objective += (weight * smooth / 2) + (parameters.Epsilon * Math.Abs(weight)) - (target * weight);
        }

        return objective;
    }

    private static void AssertNear(double[] expected, double[] actual)
    {
        double scale = expected.Max(Math.Abs);
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, Tolerance * scale));
    }

    private static (double[][] Samples, double[][] Tests) SamplesOf(JsonElement golden)
    {
        if (golden.GetProperty("x").ValueKind == JsonValueKind.Array)
        {
            return (golden.GetProperty("x").Rows(), golden.GetProperty("x_test").Rows());
        }

        ulong index = golden.GetProperty("index").GetUInt64();
        int dimension = golden.GetProperty("d").GetInt32();
        return (HashedSamples.Of(SamplesIndex + index, golden.GetProperty("n").GetInt32(), dimension),
            HashedSamples.Of(TestIndex + index, golden.GetProperty("n_test").GetInt32(), dimension));
    }

    private static JsonElement[] Golden() =>
        [.. GoldenFiles.Json<JsonElement>("analysis", "property", "svr.json.gz").GetProperty("fits").EnumerateArray()];
}
