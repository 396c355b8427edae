using Ghn.Analysis.Regression;
using Ghn.Analysis.Statistics;

namespace Ghn.Analysis.Properties;

/// <summary>
/// Predicts a property from embeddings as the GHN-2 paper does (Section 5.2, C.2) and scores it: for each of five orders of the training
/// networks (seeds 0 to 3, and as they come) parameters are chosen on five folds, and a regression fitted to all of them.
/// </summary>
public static class SvrEvaluation
{
    private static readonly int?[] Seeds = [0, 1, 2, 3, null];

    /// <summary>Fits and scores.</summary>
    /// <param name="training">The embeddings that regressions are fitted to, at least <see cref="SvrGrid.MinSamples"/>.</param>
    /// <param name="test">Those that they are judged by.</param>
    /// <param name="progress">Told after each of the five seeds.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="Ghn.Tensors.InvalidRequestException">Too few networks, or numbers that are not finite.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static PropertyScore Evaluate(
        PropertySamples<double[]> training, PropertySamples<double[]> test, Action? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(test);
        var scores = new List<SeedScore>();
        foreach (int? seed in Seeds)
        {
            SvrParameters best = SvrGridSearch.Search(
                training.Inputs, training.Values, Order(seed, training.Inputs.Count), cancellation).Best;
            var regression = SupportVectorRegression.Fit(training.Inputs, training.Values, best, cancellation);
            double[] predictions = [.. test.Inputs.Select(embedding => Shown(test.Property, regression.Predict(embedding)))];
            scores.Add(new SeedScore(seed, best, predictions, KendallTau.Of([.. test.Values], predictions)));
            progress?.Invoke();
        }

        return new PropertyScore(test.Property, test.Values, scores);
    }

    /// <summary>How many times <see cref="Evaluate"/> tells of progress.</summary>
    public static int SeedCount => Seeds.Length;

    /// <summary>The order of a seed, as numpy's <c>RandomState</c> permutes.</summary>
    internal static int[] Order(int? seed, int count) =>
        seed is int number ? new LegacyRandom((uint)number).Permutation(count) : [.. Enumerable.Range(0, count)];

    /// <summary>A prediction as it is scored: a whole number, half to even, unless it is of the time to converge.</summary>
    private static double Shown(string property, double prediction) =>
        PropertyNames.IsRounded(property) ? Math.Round(prediction, MidpointRounding.ToEven) : prediction;
}
