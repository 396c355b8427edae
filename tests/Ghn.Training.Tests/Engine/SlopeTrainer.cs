using Ghn.Networks.State;
using Ghn.Tensors;
using Ghn.Training.Engine;
using Ghn.Training.Runs;

namespace Ghn.Training.Tests.Engine;

/// <summary>A kind of training of its own: it fits the slope of a line to random points, a point a step.</summary>
internal sealed class SlopeTrainer(int stepCount) : ITrainer<SlopeStep>, IDisposable
{
    private const float LearningRate = 0.1f;
    private const float Slope = 3;

    private readonly Tensor _slope = Tensor.From<float>([0], [1]);
    private double _lengthOfWay;

    public int StepsDone { get; private set; }

    public int StepCount => stepCount;

    public StateDict State => new() { ["slope"] = _slope };

    public IReadOnlyDictionary<string, object?> Counts => new Dictionary<string, object?> { ["way"] = _lengthOfWay };

    public IReadOnlyList<string> Columns => ["error", "score", "skipped", "way"];

    public float Found => _slope.Values[0];

    public TrainingMeter CreateMeter() => new(["error"], "points");

    public IReadOnlyList<double?> Row(TrainingMeter meter, double? score) => [.. meter.Means, score, meter.Skipped, _lengthOfWay];

    public IEnumerable<Func<SlopeStep>> Steps(int until, CancellationToken cancellation)
    {
        while (StepsDone < until)
        {
            cancellation.ThrowIfCancellationRequested();
            float x = (float)new RandomSource(5, $"step {StepsDone}").NextUniform();
            yield return () => Complete(x);
        }
    }

    public void Restore(StateDict state, int stepsDone, CheckpointMetadata counts)
    {
        _lengthOfWay = counts.Number("way", 0);
        state.CopyTo(State);
        StepsDone = stepsDone;
    }

    public void Dispose() => _slope.Dispose();

    private SlopeStep Complete(float x)
    {
        StepsDone++;
        if (x < 0.1f)
        {
            return new SlopeStep(StepsDone, double.NaN);
        }

        float change = LearningRate * x * ((Slope - Found) * x);
        _slope.Values[0] += change;
        _lengthOfWay += Math.Abs(change);
        return new SlopeStep(StepsDone, Math.Abs(Slope - Found));
    }
}

/// <summary>A step of it.</summary>
internal sealed record SlopeStep(int Number, double Error) : ITrainingStep
{
    public IReadOnlyList<double> Values => [Error];

    public int ItemCount => 1;

    public bool IsSkipped => double.IsNaN(Error);
}
