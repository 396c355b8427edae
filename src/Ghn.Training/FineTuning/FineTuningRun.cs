using System.Diagnostics;
using Ghn.Networks.Execution;
using Ghn.Tensors.Files;
using Ghn.Training.Runs;

namespace Ghn.Training.FineTuning;

/// <summary>
/// A training with a folder: it keeps a log, is evaluated now and then, saves checkpoints, and continues from the last one by itself.
/// However often it is interrupted, weights and losses are those of a training that never was, bit for bit.
/// </summary>
public sealed class FineTuningRun
{
    private static readonly string[] Columns = ["epoch", "loss", "top1", "learning_rate", "seconds", "images_per_second"];

    private readonly RunDirectory _directory;
    private readonly FineTuner _tuner;
    private readonly Func<Model, CancellationToken, double> _evaluate;
    private readonly FineTuningIntervals _intervals;
    private readonly TrainingMeter _meter = new();
    private readonly RunData _data;
    private LogPosition _logPosition;
    private double _top1;
    private double _bestTop1;
    private int _bestStep;

    /// <summary>Prepares a training, or takes it up where it was interrupted.</summary>
    /// <param name="directory">Its folder.</param>
    /// <param name="tuner">What trains, before its first step.</param>
    /// <param name="evaluate">Finds the share of the images to judge by, 0 to 1, that the network classifies rightly.</param>
    /// <param name="intervals">How often it is logged, evaluated and saved.</param>
    /// <exception cref="InvalidFileException">The checkpoint is damaged, or of another training.</exception>
    public FineTuningRun(
        RunDirectory directory, FineTuner tuner, Func<Model, CancellationToken, double> evaluate, FineTuningIntervals intervals)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(tuner);
        (_directory, _tuner, _evaluate, _intervals) = (directory, tuner, evaluate, intervals);
        _data = new RunData(tuner.Dataset);
        Restore();
    }

    /// <summary>Trains to the end.</summary>
    /// <param name="progress">Called after each step.</param>
    /// <param name="cancellation">Stops the training, with a checkpoint.</param>
    /// <exception cref="TrainingDivergedException">The loss is not finite.</exception>
    /// <exception cref="IOException">The log or a checkpoint cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The training was stopped.</exception>
    public FineTuningResult Run(Action<TrainingStep>? progress = null, CancellationToken cancellation = default)
    {
        using var log = new TrainingLog(_directory, Columns, _logPosition);
        try
        {
            ReportIfDue(log, cancellation);
            long mark = Stopwatch.GetTimestamp();
            long saved = mark;
            _tuner.Run(
                _tuner.StepCount,
                step =>
                {
                    _meter.Add(step, Stopwatch.GetElapsedTime(mark));
                    progress?.Invoke(step);
                    ReportIfDue(log, cancellation);
                    if (Stopwatch.GetElapsedTime(saved) >= _intervals.CheckpointTime)
                    {
                        Save(log);
                        saved = Stopwatch.GetTimestamp();
                    }

                    mark = Stopwatch.GetTimestamp();
                },
                cancellation);
        }
        catch (OperationCanceledException)
        {
            Save(log);
            throw;
        }

        double pace = _meter.TotalSeconds > 0 ? _meter.TotalImages / _meter.TotalSeconds : 0;
        return new FineTuningResult(_tuner.Step, _meter.LastLoss, _top1, _bestTop1, _bestStep, _meter.TotalSeconds, pace);
    }

    /// <summary>
    /// Writes a row, with an evaluation if there is to be one. An evaluation that is interrupted leaves no trace, and is made
    /// when the training is taken up.
    /// </summary>
    private void ReportIfDue(TrainingLog log, CancellationToken cancellation)
    {
        int step = _tuner.Step;
        if (step == _meter.ReportedStep || !_intervals.IsReportDue(step, _tuner.StepCount))
        {
            return;
        }

        double? top1 = null;
        if (_intervals.IsEvaluationDue(step, _tuner.StepCount))
        {
            top1 = _top1 = _evaluate(_tuner.Model, cancellation);
            if (_top1 > _bestTop1)
            {
                (_bestTop1, _bestStep) = (_top1, step);
            }
        }

        log.Write(step, [_tuner.Epochs, _meter.Loss, top1, _tuner.LearningRateAt(step - 1), _meter.TotalSeconds, _meter.Pace]);
        _meter.EndReport(step);
    }

    private void Save(TrainingLog log)
    {
        log.Flush();
        _directory.SaveCheckpoint(_tuner.State, new Dictionary<string, object?>
        {
            ["step"] = (long)_tuner.Step,
            ["top1"] = _top1,
            ["best_top1"] = _bestTop1,
            ["best_step"] = (long)_bestStep,
            [LogPosition.TableFact] = log.Position.TableLength,
            [LogPosition.EventFact] = log.Position.EventLength,
            ["meter"] = _meter.ToFacts(),
            ["data"] = _data.Facts,
        });
    }

    private void Restore() => _directory.Resume((tensors, facts) =>
    {
        _data.Check(facts.Group("data"));
        int step = (int)facts.Integer("step", 0, _tuner.StepCount);
        _meter.Restore(facts.Group("meter"), step);
        _bestTop1 = facts.Number("best_top1", 0, 1);
        _top1 = facts.Number("top1", 0, _bestTop1);
        _bestStep = (int)facts.Integer("best_step", 0, step);
        _logPosition = LogPosition.Read(_directory, facts, _meter.ReportedStep, _meter.ReportedStep);
        _tuner.Restore(tensors, step);
    });
}
