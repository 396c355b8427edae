using Ghn.Networks.Execution;
using Ghn.Training.Engine;
using Ghn.Training.Runs;

namespace Ghn.Training.FineTuning;

/// <summary>A <see cref="TrainingRun{TStep}"/> of a network that is evaluated by its top-1 accuracy, and comes to a result.</summary>
public sealed class FineTuningRun
{
    private readonly FineTuner _tuner;
    private readonly TrainingScore _top1;
    private readonly TrainingRun<TrainingStep> _run;

    /// <summary>Prepares a training, or takes it up where it was interrupted.</summary>
    /// <param name="directory">Its folder.</param>
    /// <param name="tuner">What trains, before its first step.</param>
    /// <param name="evaluate">Finds the share of the images to judge by, 0 to 1, that the network classifies rightly.</param>
    /// <param name="intervals">How often it is logged, evaluated and saved.</param>
    /// <exception cref="Tensors.Files.InvalidFileException">The checkpoint is damaged, or of another training.</exception>
    public FineTuningRun(
        RunDirectory directory, FineTuner tuner, Func<Model, CancellationToken, double> evaluate, TrainingIntervals intervals)
    {
        ArgumentNullException.ThrowIfNull(tuner);
        _tuner = tuner;
        _top1 = new TrainingScore("top1", cancellation => evaluate(tuner.Model, cancellation));
        _run = new TrainingRun<TrainingStep>(directory, tuner, intervals, _top1);
    }

    /// <summary>Trains to the end.</summary>
    /// <param name="progress">Called after each step.</param>
    /// <param name="cancellation">Stops the training, with a checkpoint.</param>
    /// <exception cref="TrainingDivergedException">The loss is not finite.</exception>
    /// <exception cref="IOException">The log or a checkpoint cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The training was stopped.</exception>
    public FineTuningResult Run(Action<TrainingStep>? progress = null, CancellationToken cancellation = default)
    {
        _run.Run(progress: progress, cancellation: cancellation);
        TrainingMeter meter = _run.Meter;
        double pace = meter.TotalSeconds > 0 ? meter.TotalItems / meter.TotalSeconds : 0;
        return new FineTuningResult(
            _tuner.Step, meter.LatestMeans[0], _top1.Latest, _top1.Best, _top1.BestStep, meter.TotalSeconds, pace);
    }
}
