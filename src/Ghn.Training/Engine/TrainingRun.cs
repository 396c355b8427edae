using System.Diagnostics;
using Ghn.Training.Runs;

namespace Ghn.Training.Engine;

/// <summary>
/// A training with a folder, of whatever kind: it keeps a log, is evaluated now and then, saves checkpoints, and continues from the last
/// one by itself. However often it is interrupted, what it comes to is what it would have been at a stretch, bit for bit.
/// <code>
/// var run = new TrainingRun&lt;MyStep>(directory, trainer, new TrainingIntervals());
/// run.Run(progress: step => Console.WriteLine(step.Loss), cancellation: stop);
/// </code>
/// </summary>
/// <typeparam name="TStep">What a step comes to.</typeparam>
public sealed class TrainingRun<TStep>
    where TStep : ITrainingStep
{
    private readonly RunDirectory _directory;
    private readonly ITrainer<TStep> _trainer;
    private readonly TrainingIntervals _intervals;
    private readonly TrainingScore? _score;
    private readonly Action? _export;
    private readonly RunData? _data;
    private readonly Lock _completion = new();
    private LogPosition _logPosition;
    private TrainingLog? _log;

    /// <summary>Prepares a training, or takes it up where it was interrupted.</summary>
    /// <param name="directory">Its folder.</param>
    /// <param name="trainer">What trains, before its first step.</param>
    /// <param name="intervals">How often it is logged, evaluated and saved.</param>
    /// <param name="score">What it is evaluated by; null if it is not.</param>
    /// <param name="export">
    /// Saves what else there is to save with each checkpoint; there is one at the end then, however that comes. Where it is null, only an
    /// interruption leaves one: who trains has another use for what it came to.
    /// </param>
    /// <exception cref="Tensors.Files.InvalidFileException">The checkpoint is damaged, or of another training.</exception>
    public TrainingRun(
        RunDirectory directory, ITrainer<TStep> trainer, TrainingIntervals intervals, TrainingScore? score = null, Action? export = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(intervals);
        ArgumentOutOfRangeException.ThrowIfLessThan(intervals.LogSteps, 1, nameof(intervals));
        (_directory, _trainer, _intervals, _score, _export) = (directory, trainer, intervals, score, export);
        _data = trainer.Dataset is { } images ? new RunData(images) : null;
        Meter = trainer.CreateMeter();
        Restore();
    }

    /// <summary>What has been counted so far.</summary>
    public TrainingMeter Meter { get; }

    /// <summary>Trains to a step.</summary>
    /// <param name="until">The number of steps that are to be done in all; to the end unless given.</param>
    /// <param name="progress">Called after each step.</param>
    /// <param name="cancellation">Stops the training, with a checkpoint.</param>
    /// <exception cref="TrainingDivergedException">A loss is not finite, or more of them than the trainer puts up with.</exception>
    /// <exception cref="IOException">The log or a checkpoint cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The training was stopped.</exception>
    public void Run(int? until = null, Action<TStep>? progress = null, CancellationToken cancellation = default)
    {
        using var log = new TrainingLog(_directory, _trainer.Columns, _logPosition);
        _log = log;
        bool saves = _export is not null;
        try
        {
            WriteRowIfDue(log, cancellation);
            long mark = Stopwatch.GetTimestamp();
            long saved = mark;
            foreach (Func<TStep> complete in _trainer.Steps(until ?? _trainer.StepCount, cancellation))
            {
                lock (_completion)
                {
                    TStep step = complete();
                    Meter.Add(step, Stopwatch.GetElapsedTime(mark));
                    progress?.Invoke(step);
                    WriteRowIfDue(log, cancellation);
                    if (Stopwatch.GetElapsedTime(saved) >= _intervals.CheckpointTime)
                    {
                        Save(log);
                        saved = Stopwatch.GetTimestamp();
                    }
                }

                mark = Stopwatch.GetTimestamp();
            }
        }
        catch (OperationCanceledException)
        {
            saves = true;
            throw;
        }
        finally
        {
            if (saves)
            {
                SaveNow();
            }

            _log = null;
        }
    }

    /// <summary>
    /// Saves what the completed steps have come to, from any thread, while <see cref="Run"/> computes or waits; nothing happens when it
    /// is not under way.
    /// </summary>
    /// <exception cref="IOException">The checkpoint cannot be written.</exception>
    public void SaveNow()
    {
        lock (_completion)
        {
            if (_log is TrainingLog log)
            {
                Save(log);
            }
        }
    }

    /// <summary>
    /// Writes a row, with an evaluation if there is to be one. An evaluation that was interrupted is made when the training is taken up.
    /// </summary>
    private void WriteRowIfDue(TrainingLog log, CancellationToken cancellation)
    {
        int step = _trainer.StepsDone;
        bool isEvaluationDue = _score is not null && _intervals.IsEvaluationDue(step, _trainer.StepCount);
        if (step != Meter.RowStep && (isEvaluationDue || _intervals.IsRowDue(step)))
        {
            log.Write(step, _trainer.Row(Meter, isEvaluationDue ? _score!.Find(step, cancellation) : null));
            Meter.EndRow(step);
        }
    }

    private void Save(TrainingLog log)
    {
        log.Flush();
        _directory.SaveCheckpoint(_trainer.State, Metadata(log.Position));
        _logPosition = log.Position;
        _export?.Invoke();
    }

    private Dictionary<string, object?> Metadata(LogPosition log)
    {
        var metadata = new Dictionary<string, object?> { ["step"] = (long)_trainer.StepsDone };
        foreach ((string name, object? value) in _trainer.Counts.Concat(_score?.ToMetadata() ?? new Dictionary<string, object?>()))
        {
            metadata[name] = value;
        }

        metadata[LogPosition.TableKey] = log.TableLength;
        metadata[LogPosition.EventKey] = log.EventLength;
        metadata["meter"] = Meter.ToMetadata();
        if (_data is not null)
        {
            metadata["data"] = _data.Metadata;
        }

        return metadata;
    }

    private void Restore() => _directory.Resume((tensors, metadata) =>
    {
        _data?.Check(metadata.Group("data"));
        int step = (int)metadata.Integer("step", 0, _trainer.StepCount);
        Meter.Restore(metadata.Group("meter"), step);
        _score?.Restore(metadata, step);
        _logPosition = LogPosition.Read(_directory, metadata, Meter.MinRowStep, Meter.RowStep);
        _trainer.Restore(tensors, step, metadata);
    });
}
