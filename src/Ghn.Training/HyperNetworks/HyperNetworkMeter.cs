using Ghn.Training.Runs;

namespace Ghn.Training.HyperNetworks;

/// <summary>
/// What is counted while a GHN trains: means since the last report, and the time in all. Skipped steps count by their number only.
/// </summary>
internal sealed class HyperNetworkMeter
{
    private static readonly string[] SumNames = ["loss", "cross_entropy", "top1", "gradient_norm"];

    private readonly double[] _sums = new double[SumNames.Length];
    private long _steps;
    private long _skipped;
    private long _networks;
    private double _seconds;

    /// <summary>The time spent training, in seconds.</summary>
    public double TotalSeconds { get; private set; }

    /// <summary>Networks per second since the last report.</summary>
    public double Pace => _seconds > 0 ? _networks / _seconds : 0;

    /// <summary>Counts a step.</summary>
    public void Add(HyperNetworkStep step, TimeSpan time)
    {
        _seconds += time.TotalSeconds;
        TotalSeconds += time.TotalSeconds;
        _networks += step.Networks.Count;
        if (step.IsSkipped)
        {
            _skipped++;
            return;
        }

        _steps++;
        foreach ((int index, double value) in new[] { step.Loss, step.CrossEntropy, step.Accuracy, step.GradientNorm }.Index())
        {
            _sums[index] += value;
        }
    }

    /// <summary>
    /// Mean loss, cross-entropy, top-1 accuracy and gradient norm since the last report, and the number of skipped steps.
    /// </summary>
    public IEnumerable<double?> Values() => [.. _sums.Select(sum => _steps > 0 ? sum / _steps : (double?)null), _skipped];

    /// <summary>Begins anew after a report.</summary>
    public void EndReport()
    {
        Array.Clear(_sums);
        (_steps, _skipped, _networks, _seconds) = (0, 0, 0, 0);
    }

    /// <summary>All counts, for a checkpoint.</summary>
    public IReadOnlyDictionary<string, object?> ToFacts()
    {
        var facts = new Dictionary<string, object?>
        {
            ["steps"] = _steps,
            ["skipped"] = _skipped,
            ["networks"] = _networks,
            ["seconds"] = _seconds,
            ["total_seconds"] = TotalSeconds,
        };
        foreach ((int index, string name) in SumNames.Index())
        {
            facts[name] = _sums[index];
        }

        return facts;
    }

    /// <summary>Takes the counts of a checkpoint.</summary>
    /// <param name="facts">What it tells.</param>
    /// <param name="step">How many steps were done.</param>
    /// <exception cref="Ghn.Tensors.Files.InvalidFileException">There are no such counts after so many steps.</exception>
    public void Restore(CheckpointFacts facts, int step)
    {
        _steps = facts.Integer("steps", 0, step);
        _skipped = facts.Integer("skipped", 0, step - _steps);
        _networks = facts.Integer("networks", _steps + _skipped, long.MaxValue);
        TotalSeconds = facts.Number("total_seconds", 0);
        _seconds = facts.Number("seconds", 0, TotalSeconds);
        foreach ((int index, string name) in SumNames.Index())
        {
            _sums[index] = facts.Number(name);
        }
    }
}
