using Ghn.Training.Runs;

namespace Ghn.Training.Engine;

/// <summary>What is counted in the course of a training: means and pace since the last row of the log, and the time in all.</summary>
/// <param name="names">What the values of a step are, by the names that checkpoints hold them under: <c>loss</c>.</param>
/// <param name="items">What a step takes, in the plural: <c>images</c>.</param>
/// <param name="isBrief">
/// Whether checkpoints leave out the number of all items and what the last row was, as those of trainings of GHNs always have.
/// </param>
public sealed class TrainingMeter(IReadOnlyList<string> names, string items, bool isBrief = false)
{
    private const string RowStepName = "reported_step";

    private readonly double[] _sums = new double[names.Count];
    private readonly double[] _latest = new double[names.Count];
    private long _steps;
    private long _items;
    private double _seconds;

    /// <summary>What the values of a step are.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>How many steps were skipped since the last row; of the others only, values count.</summary>
    public long Skipped { get; private set; }

    /// <summary>The mean of each value since the last row; null where no step counts.</summary>
    public IReadOnlyList<double?> Means => [.. _sums.Select(sum => _steps > 0 ? sum / _steps : (double?)null)];

    /// <summary>The mean of each value in the last row.</summary>
    public IReadOnlyList<double> LatestMeans => _latest;

    /// <summary>Items per second since the last row.</summary>
    public double ItemsPerSecond => _seconds > 0 ? _items / _seconds : 0;

    /// <summary>The time spent training, without evaluations, rows and checkpoints, in seconds.</summary>
    public double TotalSeconds { get; private set; }

    /// <summary>The number of items in all.</summary>
    public long TotalItems { get; private set; }

    /// <summary>The step of the last row, or one that has none yet.</summary>
    internal int RowStep { get; private set; }

    /// <summary>The least step that the last row may be of, as far as a checkpoint tells; <see cref="RowStep"/> is the greatest.</summary>
    internal int MinRowStep => isBrief ? 0 : RowStep;

    private string TotalItemsName => $"total_{items}";

    /// <summary>Counts a step.</summary>
    internal void Add(ITrainingStep step, TimeSpan time)
    {
        _items += step.ItemCount;
        TotalItems += step.ItemCount;
        _seconds += time.TotalSeconds;
        TotalSeconds += time.TotalSeconds;
        if (step.IsSkipped)
        {
            Skipped++;
            return;
        }

        _steps++;
        foreach ((int index, double value) in step.Values.Index())
        {
            _sums[index] += value;
        }
    }

    /// <summary>Begins anew after a row.</summary>
    internal void EndRow(int step)
    {
        foreach ((int index, double? mean) in Means.Index())
        {
            _latest[index] = mean ?? _latest[index];
        }

        Array.Clear(_sums);
        (RowStep, _steps, Skipped, _items, _seconds) = (step, 0, 0, 0, 0);
    }

    /// <summary>All counts, for a checkpoint.</summary>
    public IReadOnlyDictionary<string, object?> ToMetadata()
    {
        var metadata = new Dictionary<string, object?>
        {
            ["steps"] = _steps,
            ["skipped"] = Skipped,
            [items] = _items,
            ["seconds"] = _seconds,
            ["total_seconds"] = TotalSeconds,
        };
        if (!isBrief)
        {
            metadata[TotalItemsName] = TotalItems;
            metadata[RowStepName] = (long)RowStep;
        }

        foreach ((int index, string name) in names.Index())
        {
            metadata[SumName(name)] = _sums[index];
            if (!isBrief)
            {
                metadata[LatestName(name)] = _latest[index];
            }
        }

        return metadata;
    }

    /// <summary>Takes the counts of a checkpoint.</summary>
    /// <param name="metadata">What it tells.</param>
    /// <param name="step">How many steps were done.</param>
    /// <exception cref="Tensors.Files.InvalidFileException">There are no such counts after so many steps.</exception>
    public void Restore(CheckpointMetadata metadata, int step)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        RestoreSteps(metadata, step);
        _items = metadata.Integer(items, _steps + Skipped, isBrief ? long.MaxValue : TotalItems);
        TotalSeconds = metadata.Number("total_seconds", 0);
        _seconds = metadata.Number("seconds", 0, TotalSeconds);
        foreach ((int index, string name) in names.Index())
        {
            _sums[index] = metadata.Number(SumName(name));
            _latest[index] = isBrief ? 0 : metadata.Number(LatestName(name));
        }
    }

    private void RestoreSteps(CheckpointMetadata metadata, int step)
    {
        if (isBrief)
        {
            // The row of a step is written before its checkpoint.
            RowStep = step;
            _steps = metadata.Integer("steps", 0, step);
            Skipped = metadata.Integer("skipped", 0, step - _steps);
            return;
        }

        RowStep = (int)metadata.Integer(RowStepName, 0, step);
        Skipped = metadata.IntegerOr("skipped", 0, step - RowStep, otherwise: 0);
        _steps = metadata.Integer("steps", step - RowStep - Skipped, step - RowStep - Skipped);
        TotalItems = metadata.Integer(TotalItemsName, step, long.MaxValue);
    }

    private string SumName(string name) => isBrief ? name : $"{name}_sum";

    private static string LatestName(string name) => $"last_{name}";
}
