using Ghn.Training.Runs;

namespace Ghn.Training.FineTuning;

/// <summary>What is counted while a network trains: the mean loss and the pace since the last report, and the time in all.</summary>
internal sealed class TrainingMeter
{
    private double _lossSum;
    private long _steps;
    private long _images;
    private double _seconds;

    /// <summary>The time spent training, evaluations apart, in seconds.</summary>
    public double TotalSeconds { get; private set; }

    /// <summary>The number of images trained on.</summary>
    public long TotalImages { get; private set; }

    /// <summary>The step of the last report.</summary>
    public int ReportedStep { get; private set; }

    /// <summary>The mean loss over the steps since the last report; that of the report before when there was none since.</summary>
    public double Loss => _steps > 0 ? _lossSum / _steps : LastLoss;

    /// <summary>The mean loss of the last report.</summary>
    public double LastLoss { get; private set; }

    /// <summary>Images per second since the last report.</summary>
    public double Pace => _seconds > 0 ? _images / _seconds : 0;

    /// <summary>Counts a step.</summary>
    public void Add(TrainingStep step, TimeSpan time)
    {
        _lossSum += step.Loss;
        _steps++;
        _images += step.ImageCount;
        _seconds += time.TotalSeconds;
        TotalSeconds += time.TotalSeconds;
        TotalImages += step.ImageCount;
    }

    /// <summary>Begins anew after a report.</summary>
    public void EndReport(int step)
    {
        (LastLoss, ReportedStep) = (Loss, step);
        (_lossSum, _steps, _images, _seconds) = (0, 0, 0, 0);
    }

    /// <summary>All counts, for a checkpoint.</summary>
    public IReadOnlyDictionary<string, object?> ToFacts() => new Dictionary<string, object?>
    {
        ["loss_sum"] = _lossSum,
        ["steps"] = _steps,
        ["images"] = _images,
        ["seconds"] = _seconds,
        ["total_seconds"] = TotalSeconds,
        ["total_images"] = TotalImages,
        ["reported_step"] = (long)ReportedStep,
        ["last_loss"] = LastLoss,
    };

    /// <summary>Takes the counts of a checkpoint.</summary>
    /// <param name="facts">What it tells.</param>
    /// <param name="step">How many steps were done.</param>
    /// <exception cref="Ghn.Tensors.Files.InvalidFileException">There are no such counts after so many steps.</exception>
    public void Restore(CheckpointFacts facts, int step)
    {
        ReportedStep = (int)facts.Integer("reported_step", 0, step);
        _lossSum = facts.Number("loss_sum");
        _steps = facts.Integer("steps", step - ReportedStep, step - ReportedStep);
        TotalImages = facts.Integer("total_images", step, long.MaxValue);
        _images = facts.Integer("images", _steps, TotalImages);
        TotalSeconds = facts.Number("total_seconds", 0);
        _seconds = facts.Number("seconds", 0, TotalSeconds);
        LastLoss = facts.Number("last_loss");
    }
}
