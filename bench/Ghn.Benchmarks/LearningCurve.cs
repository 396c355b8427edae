namespace Ghn.Benchmarks;

/// <summary>The points of several trainings of a kind, which differ in their seeds.</summary>
internal sealed class LearningCurve
{
    private readonly List<LearningPoint> _points = [];

    /// <summary>Adds the points of a training.</summary>
    public void Add(IEnumerable<LearningPoint> points) => _points.AddRange(points);

    /// <summary>The accuracy after some steps, in per cent: the mean and the standard deviation among seeds.</summary>
    public (double Mean, double Deviation) Top1At(int step) => Summary(step, point => 100 * point.Top1);

    /// <summary>The training loss after some steps: the mean and the standard deviation among seeds.</summary>
    public (double Mean, double Deviation) LossAt(int step) => Summary(step, point => point.Loss);

    private (double Mean, double Deviation) Summary(int step, Func<LearningPoint, double> value)
    {
        double[] values = [.. _points.Where(point => point.Step == step).Select(value)];
        double mean = values.Average();
        return (mean, Math.Sqrt(values.Sum(one => Math.Pow(one - mean, 2)) / Math.Max(1, values.Length - 1)));
    }
}

/// <summary>What a training has come to after some steps.</summary>
/// <param name="Step">The number of steps.</param>
/// <param name="Top1">The share of the test images that it classifies rightly.</param>
/// <param name="Loss">The mean training loss over the steps since the point before.</param>
internal sealed record LearningPoint(int Step, double Top1, double Loss);
