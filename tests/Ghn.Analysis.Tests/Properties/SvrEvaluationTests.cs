using System.Text.Json;
using Ghn.Analysis.Properties;
using Ghn.Analysis.Tests.Embeddings;
using Ghn.Analysis.Tests.Regression;
using Ghn.Tensors;

namespace Ghn.Analysis.Tests.Properties;

/// <summary>The whole pipeline against scikit-learn's: <c>tests/Golden/analysis/property</c>.</summary>
public class SvrEvaluationTests
{
    /// <summary>How far scikit-learn's predictions, at its tolerance of 10⁻³, are off the exact ones.</summary>
    private const double Tolerance = 2e-3;

    [Fact]
    public void Rounded_predictions_are_scored_as_the_reference_does()
    {
        JsonElement golden = GoldenFiles.Json<JsonElement>("analysis", "property", "svr.json.gz");
        JsonElement data = golden.GetProperty("pipeline_data");
        PropertyScore score = SvrEvaluation.Evaluate(
            Samples("val_acc", HashedSamples.Of(7_000_020, 60, 6), data.GetProperty("y").Floats()),
            Samples("val_acc", HashedSamples.Of(7_000_021, 30, 6), data.GetProperty("y_test").Floats()));

        JsonElement pipeline = golden.GetProperty("pipelines")[0];
        Assert.Equal(pipeline.GetProperty("mean").GetDouble(), score.Mean, 1e-12);
        Assert.Equal(pipeline.GetProperty("std_population").GetDouble(), score.Deviation, 1e-12);
        Assert.All(pipeline.GetProperty("seeds").EnumerateArray().Zip(score.Seeds), seed => AssertSame(seed.First, seed.Second, "rounded"));
    }

    [Fact]
    public void Times_to_converge_are_not_rounded()
    {
        JsonElement golden = GoldenFiles.Json<JsonElement>("analysis", "property", "svr.json.gz");
        JsonElement data = golden.GetProperty("pipeline_data");
        double[] Scaled(string key) => [.. data.GetProperty(key).Floats().Select(value => value / 50)];
        PropertyScore score = SvrEvaluation.Evaluate(
            Samples("converge_time", HashedSamples.Of(7_000_020, 60, 6), Scaled("y")),
            Samples("converge_time", HashedSamples.Of(7_000_021, 30, 6), Scaled("y_test")));
        JsonElement[] seeds = [.. golden.GetProperty("pipelines")[1].GetProperty("seeds").EnumerateArray()];
        AssertSame(seeds[0], score.Seeds[0], "predictions");
        AssertSame(seeds[1], score.Seeds[^1], "predictions");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Properties_are_predicted_from_embeddings(int pipeline)
    {
        JsonElement golden = GoldenFiles.Json<JsonElement>("analysis", "property", "svr_embeddings.json.gz");
        JsonElement entry = golden.GetProperty("pipelines")[pipeline];
        string[] names = entry.GetProperty("name").GetString()!.Split(" / ");
        double[][] embeddings = Embeddings(names[0]);
        double[] values = golden.GetProperty("properties").GetProperty(names[1]).Floats();
        bool isRounded = entry.GetProperty("round_predictions").GetBoolean();
        string property = isRounded ? names[1] : PropertyNames.ConvergeTime;
        PropertyScore score = SvrEvaluation.Evaluate(
            Samples(property, embeddings[..60], values[..60]), Samples(property, embeddings[60..], values[60..]));
        JsonElement[] seeds = [.. entry.GetProperty("seeds").EnumerateArray()];
        AssertSame(seeds[0], score.Seeds[0], isRounded ? "rounded" : "predictions");
        AssertSame(seeds[1], score.Seeds[^1], isRounded ? "rounded" : "predictions");
    }

    [Fact]
    public void A_predictor_predicts_the_same_when_it_was_saved()
    {
        using var folder = new TemporaryFolder();
        double[][] samples = HashedSamples.Of(3, 20, 4);
        PropertySamples<double[]> training = Samples("val_acc", samples, [.. samples.Select(sample => 10 * sample[0])]);
        PropertyPredictor predictor = PropertyPredictor.Fit(training, "ghn2");
        string path = Path.Combine(folder.Path, "predictor.json");
        predictor.Save(path);
        PropertyPredictor loaded = PropertyPredictor.Load(path);
        Assert.Equal((predictor.Property, predictor.Ghn, predictor.Parameters), (loaded.Property, loaded.Ghn, loaded.Parameters));
        Assert.All(samples, sample => Assert.Equal(predictor.Predict(sample), loaded.Predict(sample)));
        Assert.Contains(
            "by the GHN ghn2", Assert.Throws<InvalidRequestException>(() => loaded.Predict([1, 2])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""
        {"property":"a","ghn":"b","parameters":{"c":1,"gamma":1,"epsilon":0},"gamma":1,"intercept":0,"weights":[1],"supports":[]}
        """)]
    public void What_is_no_predictor_is_refused(string text)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "predictor.json");
        File.WriteAllText(path, text);
        Assert.Throws<Ghn.Tensors.Files.InvalidFileException>(() => PropertyPredictor.Load(path));
    }

    private static void AssertSame(JsonElement golden, SeedScore score, string predictions)
    {
        JsonElement best = golden.GetProperty("best_params");
        Assert.Equal(
            (best.GetProperty("C").GetDouble(), best.GetProperty("epsilon").GetDouble()), (score.Parameters!.C, score.Parameters.Epsilon));
        double[] expected = golden.GetProperty(predictions).Floats();
        Assert.All(expected.Zip(score.Predictions), pair => Assert.Equal(pair.First, pair.Second, Tolerance));

        // A pair of predictions that scikit-learn's tolerance lets change places moves τ by two pairs' share; equal ones stay equal.
        int close = expected.Index().Sum(a => expected.Take(a.Index).Count(b => b != a.Item && Math.Abs(b - a.Item) < 2 * Tolerance));
        double pairs = expected.Length * (expected.Length - 1) / 2.0;
        Assert.Equal(golden.GetProperty("kendall_tau").GetDouble(), score.Tau, 1e-12 + (2 * close / pairs));
    }

    private static PropertySamples<double[]> Samples(string property, double[][] inputs, double[] values) =>
        new(property, [.. inputs.Select((_, index) => $"{index}")], inputs, values);

    private static double[][] Embeddings(string ghn) =>
    [
        .. GoldenEmbeddings.Rows(GoldenEmbeddings.Sample)
            .Select((_, i) => GoldenEmbeddings.Row(GoldenEmbeddings.Sample, ghn, i).Select(value => (double)value).ToArray()),
    ];
}
