namespace Ghn.Training.Evaluations.Splits;

/// <summary>The accuracies of several networks, as the GHN papers report them.</summary>
/// <param name="Count">The number of networks, at least 1.</param>
/// <param name="Mean">Their mean accuracy, 0 to 1.</param>
/// <param name="StandardError">
/// The standard error of that mean: the standard deviation, with n − 1, over √n; null for a single network.
/// </param>
/// <param name="Best">The greatest accuracy.</param>
public readonly record struct AccuracySummary(int Count, double Mean, double? StandardError, double Best)
{
    /// <summary>Sums accuracies up.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static AccuracySummary Of(IEnumerable<double> accuracies)
    {
        double[] all = [.. accuracies];
        if (all.Length == 0)
        {
            throw new ArgumentException("There is no network whose accuracy could be told.", nameof(accuracies));
        }

        double mean = all.Average();
        double variance = all.Sum(accuracy => (accuracy - mean) * (accuracy - mean)) / (all.Length - 1);
        return new AccuracySummary(all.Length, mean, all.Length > 1 ? Math.Sqrt(variance / all.Length) : null, all.Max());
    }
}
