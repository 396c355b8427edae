namespace Ghn.Training.Comparisons;

/// <summary>How the accuracy that a start leads to grows with training, over all seeds.</summary>
/// <param name="Name">The start.</param>
/// <param name="Points">A point for each step that counts.</param>
public sealed record AccuracyCurve(string Name, IReadOnlyList<CurvePoint> Points)
{
    /// <summary>A curve for each start, in the order of their trainings.</summary>
    /// <param name="runs">The trainings, all with the same steps.</param>
    public static IReadOnlyList<AccuracyCurve> Of(IEnumerable<ComparisonRun> runs) =>
    [
        .. runs.GroupBy(run => run.Initialization).Select(group => new AccuracyCurve(
            group.Key,
            [
                .. group.First().Points.Select(
                    (point, index) => CurvePoint.Of(point.Step, [.. group.Select(run => run.Points[index].Top1)])),
            ])),
    ];
}

/// <summary>The accuracy at a step.</summary>
/// <param name="Step">How many steps were done.</param>
/// <param name="Mean">The mean over the seeds, 0 to 1.</param>
/// <param name="Deviation">The standard deviation among the seeds, with n − 1; 0 for a single one.</param>
public sealed record CurvePoint(int Step, double Mean, double Deviation)
{
    /// <summary>The point for the accuracies of all seeds.</summary>
    public static CurvePoint Of(int step, IReadOnlyList<double> accuracies)
    {
        double mean = accuracies.Average();
        double squares = accuracies.Sum(accuracy => (accuracy - mean) * (accuracy - mean));
        return new CurvePoint(step, mean, accuracies.Count < 2 ? 0 : Math.Sqrt(squares / (accuracies.Count - 1)));
    }
}
