using System.Text.Json;
using Ghn.Analysis.Regression;
using Ghn.Tensors;

namespace Ghn.Analysis.Tests.Regression;

/// <summary>Grid searches against scikit-learn's: <c>tests/Golden/analysis/property</c>.</summary>
public class GridSearchTests
{
    /// <summary>How far scikit-learn's predictions, at its tolerance of 10⁻³, are off the exact ones (recorded beside the fits).</summary>
    private const double PredictionTolerance = 1e-3;

    private static readonly JsonElement Golden = GoldenFiles.Json<JsonElement>("analysis", "property", "svr.json.gz");

    public static TheoryData<int, int> Pipelines { get; } = new((0, 0), (0, 4), (1, 0), (1, 1));

    [Theory]
    [MemberData(nameof(Pipelines))]
    public void Scores_are_scikit_learns(int pipeline, int seed)
    {
        double[] targets = Golden.GetProperty("pipeline_data").GetProperty("y").Floats();
        Compare(
            Golden.GetProperty("pipelines")[pipeline].GetProperty("seeds")[seed], HashedSamples.Of(7_000_020, 60, 6),
            [.. targets.Select(target => pipeline == 0 ? target : target / 50)]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Scores_of_full_size_are_scikit_learns(int seed)
    {
        JsonElement golden = GoldenFiles.Json<JsonElement>("analysis", "property", "svr_500.json.gz");
        JsonElement choice = golden.GetProperty("seeds")[seed];
        int[] order = seed == 0 ? [.. Enumerable.Range(0, 500)] : new LegacyRandom(0).Permutation(500);
        Assert.Equal(choice.GetProperty("permutation_first10").Integers(), order[..10]);
        GridSearchResult result = SvrGridSearch.Search(HashedSamples.Of(7_000_030, 500, 32), golden.GetProperty("y").Floats(), order);
        Assert.Equal(choice.GetProperty("best_index").GetInt32(), result.BestIndex);
        Assert.All(
            choice.GetProperty("mean_test_score").Floats().Zip(result.MeanScores), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
    }

    [Fact]
    public void Too_few_samples_are_refused()
    {
        double[][] samples = HashedSamples.Of(0, 9, 2);
        Assert.Contains("at least 10", Assert.Throws<InvalidRequestException>(
            () => SvrGridSearch.Search(samples, new double[9], [.. Enumerable.Range(0, 9)])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Numbers_that_are_not_finite_are_refused(double number)
    {
        double[][] samples = HashedSamples.Of(0, 12, 2);
        double[] targets = [.. samples.Select(sample => sample[0])];
        samples[3][1] = number;
        Assert.Throws<InvalidRequestException>(() => SupportVectorRegression.Fit(samples, targets, new SvrParameters(1, 1, 0.1)));
        targets[3] = number;
        Assert.Throws<InvalidRequestException>(
            () => SupportVectorRegression.Fit(HashedSamples.Of(0, 12, 2), targets, new SvrParameters(1, 1, 0.1)));
    }

    private static void Compare(JsonElement golden, double[][] samples, double[] targets)
    {
        int[] order = golden.GetProperty("permutation").Integers();
        GridSearchResult result = SvrGridSearch.Search(samples, targets, order);
        Assert.Equal(golden.GetProperty("best_index").GetInt32(), result.BestIndex);

        double[][] folds = golden.GetProperty("split_test_scores").Rows();
        double[] means = golden.GetProperty("mean_test_score").Floats();
        double[] tolerances = new double[means.Length];
        foreach ((int place, Fold fold) in Fold.Cut(order, SvrGrid.FoldCount).Index())
        {
            double mean = fold.HeldOut.Average(sample => targets[sample]);
            double spread = fold.HeldOut.Sum(sample => Math.Pow(targets[sample] - mean, 2)) / fold.HeldOut.Length;
            for (int i = 0; i < means.Length; i++)
            {
                double tolerance = ScoreTolerance(folds[place][i], spread);
                Assert.Equal(folds[place][i], result.FoldScores[place][i], tolerance);
                tolerances[i] += tolerance / SvrGrid.FoldCount;
            }
        }

        Assert.All(means.Index(), mean => Assert.Equal(mean.Item, result.MeanScores[mean.Index], tolerances[mean.Index]));
    }

    [Fact]
    public void Candidates_have_scikit_learns_order()
    {
        double[][] golden = [.. Golden.GetProperty("pipelines")[0].GetProperty("seeds")[0].GetProperty("params_order").EnumerateArray()
            .Select(entry => new[] { entry[0].GetDouble(), entry[1].GetDouble(), Gamma(entry[2]) })];
        Assert.Equal(golden, SvrGrid.Candidates(dimension: 6).Select(entry => new[] { entry.C, entry.Epsilon, entry.Gamma }));

        static double Gamma(JsonElement entry) => entry.ValueKind == JsonValueKind.String ? 1.0 / 6 : entry.GetDouble();
    }

    /// <summary>How far R² = 1 − e²/s² moves when predictions do: at most 2δe/s² + δ²/s².</summary>
    private static double ScoreTolerance(double score, double spread)
    {
        double error = Math.Sqrt((1 - score) * spread);
        return PredictionTolerance * ((2 * error) + PredictionTolerance) / spread;
    }
}
