using System.Globalization;
using Ghn.Tensors;
using Ghn.Training.Data;
using Ghn.Training.Engine;
using Ghn.Training.Evaluations;
using Ghn.Training.FineTuning;
using Ghn.Training.Runs;

namespace Ghn.Training.Comparisons;

/// <summary>Trains as a <see cref="FineTuner"/> does, and evaluates the network at the steps that count.</summary>
/// <param name="tuner">What trains.</param>
/// <param name="steps">The steps that count, in ascending order; the last is the end.</param>
/// <param name="evaluate">Evaluates the network as it is.</param>
internal sealed class ComparisonTrainer(
    FineTuner tuner, IReadOnlyList<int> steps, Func<CancellationToken, Evaluation> evaluate) : ITrainer<TrainingStep>
{
    private const string PointsName = "points";

    private readonly List<ComparisonPoint> _points = [];

    /// <summary>How well the network classified at the steps that are done.</summary>
    public IReadOnlyList<ComparisonPoint> Points => _points;

    public int StepsDone => tuner.Step;

    public int StepCount => steps[^1];

    public IImageDataset Dataset => tuner.Dataset;

    public StateDict State => tuner.State;

    public IReadOnlyDictionary<string, object?> Counts
    {
        get
        {
            var counts = new Dictionary<string, object?> { [PointsName] = (long)_points.Count };
            foreach (ComparisonPoint point in _points)
            {
                counts[Top1Name(point.Step)] = point.Top1;
                counts[Top5Name(point.Step)] = point.Top5;
            }

            return counts;
        }
    }

    public IReadOnlyList<string> Columns { get; } = ["epoch", "loss", "learning_rate", "seconds", "images_per_second"];

    public IEnumerable<Func<TrainingStep>> Steps(int until, CancellationToken cancellation)
    {
        EvaluateIfDue(cancellation);
        foreach (Func<TrainingStep> complete in tuner.Steps(until, cancellation))
        {
            yield return complete;
            EvaluateIfDue(cancellation);
        }
    }

    public TrainingMeter CreateMeter() => new(["loss"], "images");

    public IReadOnlyList<double?> Row(TrainingMeter meter, double? score) =>
        [tuner.Epochs, .. meter.Means, tuner.LearningRateAt(tuner.Step - 1), meter.TotalSeconds, meter.ItemsPerSecond];

    public void Restore(StateDict state, int stepsDone, CheckpointMetadata counts)
    {
        // Interrupted in an evaluation, a training has done its step but lacks its point.
        int due = steps.Count(step => step <= stepsDone);
        int count = (int)counts.Integer(PointsName, steps.Count(step => step < stepsDone), due);
        _points.AddRange(steps.Take(count).Select(step => new ComparisonPoint(
            step, counts.Number(Top1Name(step), 0, 1), counts.Number(Top5Name(step), 0, 1))));
        tuner.Restore(state, stepsDone);
    }

    private static string Top1Name(int step) => string.Create(CultureInfo.InvariantCulture, $"top1_{step}");

    private static string Top5Name(int step) => string.Create(CultureInfo.InvariantCulture, $"top5_{step}");

    private void EvaluateIfDue(CancellationToken cancellation)
    {
        if (_points.Count < steps.Count && steps[_points.Count] == tuner.Step)
        {
            Evaluation evaluation = evaluate(cancellation);
            _points.Add(new ComparisonPoint(tuner.Step, evaluation.Top1, evaluation.Top5));
        }
    }
}
