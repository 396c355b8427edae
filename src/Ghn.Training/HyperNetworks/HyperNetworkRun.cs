using System.Diagnostics;
using System.Globalization;
using Ghn.Tensors.Files;
using Ghn.Training.Runs;

namespace Ghn.Training.HyperNetworks;

/// <summary>
/// The training of a GHN with a folder: it keeps a log, saves checkpoints, continues from the last one by itself, and leaves the GHN
/// in <c>ghn.safetensors</c>.
/// </summary>
public sealed class HyperNetworkRun
{
    /// <summary>The name of the file that the GHN is saved to, with every checkpoint and at the end.</summary>
    public const string GhnName = "ghn.safetensors";

    private const int CurveRows = 100;

    private static readonly string[] Columns =
        ["epoch", "loss", "cross_entropy", "top1", "gradient_norm", "skipped", "learning_rate", "seconds", "networks_per_second"];

    private readonly RunDirectory _directory;
    private readonly HyperNetworkTrainer _trainer;
    private readonly int _logSteps;
    private readonly TimeSpan _checkpointTime;
    private readonly IReadOnlyDictionary<string, string> _origin;
    private readonly HyperNetworkMeter _meter = new();
    private readonly RunData _data;
    private LogPosition _logPosition;
    private TrainingLog? _log;

    /// <summary>Prepares a training, or takes it up where it was interrupted.</summary>
    /// <param name="directory">Its folder.</param>
    /// <param name="trainer">What trains, before its first step.</param>
    /// <param name="logSteps">After how many steps, each time, a row goes into the log.</param>
    /// <param name="checkpointTime">After how much time, each time, a checkpoint is saved; it always is in the end.</param>
    /// <param name="origin">
    /// What the GHN's file says of where it comes from, besides its steps, its recipe and its curve: the data, the seed.
    /// </param>
    /// <exception cref="InvalidFileException">The checkpoint is damaged, or of another training.</exception>
    public HyperNetworkRun(
        RunDirectory directory, HyperNetworkTrainer trainer, int logSteps, TimeSpan checkpointTime,
        IReadOnlyDictionary<string, string>? origin = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentOutOfRangeException.ThrowIfLessThan(logSteps, 1);
        (_directory, _trainer, _logSteps, _checkpointTime) = (directory, trainer, logSteps, checkpointTime);
        _data = new RunData(trainer.Dataset);
        _origin = origin ?? new Dictionary<string, string>();
        Restore();
    }

    /// <summary>Trains to a step, the recipe's last unless given.</summary>
    /// <param name="until">The number of steps that are to be done in all.</param>
    /// <param name="progress">Called after each step.</param>
    /// <param name="cancellation">Stops the training, with a checkpoint.</param>
    /// <exception cref="TrainingDivergedException">Too many losses of an epoch are not finite.</exception>
    /// <exception cref="IOException">The log or a checkpoint cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The training was stopped.</exception>
    public void Run(int? until = null, Action<HyperNetworkStep>? progress = null, CancellationToken cancellation = default)
    {
        using var log = new TrainingLog(_directory, Columns, _logPosition);
        _log = log;
        try
        {
            long mark = Stopwatch.GetTimestamp();
            long saved = mark;
            _trainer.Run(
                until ?? _trainer.StepCount,
                step =>
                {
                    _meter.Add(step, Stopwatch.GetElapsedTime(mark));
                    mark = Stopwatch.GetTimestamp();
                    progress?.Invoke(step);
                    if (_trainer.Step % _logSteps == 0)
                    {
                        Report(log);
                    }

                    if (Stopwatch.GetElapsedTime(saved) >= _checkpointTime)
                    {
                        Save(log);
                        saved = Stopwatch.GetTimestamp();
                    }
                },
                cancellation);
        }
        finally
        {
            SaveNow();
            _log = null;
        }
    }

    /// <summary>
    /// Saves what the completed steps have come to, from any thread, while <see cref="Run"/> computes or waits; nothing happens when it
    /// is not under way.
    /// </summary>
    /// <exception cref="IOException">The checkpoint cannot be written.</exception>
    public void SaveNow() => _trainer.BetweenSteps(() =>
    {
        if (_log is TrainingLog log)
        {
            Save(log);
        }
    });

    private void Report(TrainingLog log)
    {
        double epochs = (double)_trainer.Step * _trainer.Recipe.Epochs / _trainer.StepCount;
        log.Write(_trainer.Step, [epochs, .. _meter.Values(), _trainer.LearningRate, _meter.TotalSeconds, _meter.Pace]);
        _meter.EndReport();
    }

    private void Save(TrainingLog log)
    {
        log.Flush();
        _directory.SaveCheckpoint(_trainer.State, new Dictionary<string, object?>
        {
            ["step"] = (long)_trainer.Step,
            ["architectures"] = _trainer.ArchitecturesTaken,
            ["failures"] = (long)_trainer.Failures,
            [LogPosition.TableFact] = log.Position.TableLength,
            [LogPosition.EventFact] = log.Position.EventLength,
            ["meter"] = _meter.ToFacts(),
            ["data"] = _data.Facts,
        });
        _logPosition = log.Position;
        Describe(_trainer.Ghn.Parameters.Metadata);
        _trainer.Ghn.Save(_directory.PathOf(GhnName));
    }

    /// <summary>Says in the GHN's file how it was trained.</summary>
    private void Describe(IDictionary<string, string> metadata)
    {
        foreach ((string key, string value) in _origin)
        {
            metadata[key] = value;
        }

        metadata["training_steps"] = _trainer.Step.ToString(CultureInfo.InvariantCulture);
        metadata["training_seconds"] = _meter.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture);
        metadata["training_recipe"] = _trainer.Recipe.ToString();
        metadata["training_curve"] = LogExcerpt.Of(_directory, CurveRows);
    }

    private void Restore() => _directory.Resume((tensors, facts) =>
    {
        _data.Check(facts.Group("data"));
        int step = (int)facts.Integer("step", 0, _trainer.StepCount);
        long architectures = facts.Integer("architectures", (long)step * _trainer.MetaBatch, long.MaxValue);
        int failures = (int)facts.Integer("failures", 0, Math.Min(step, _trainer.MaxFailures));
        _meter.Restore(facts.Group("meter"), step);
        _logPosition = LogPosition.Read(_directory, facts, 0, step);
        _trainer.Restore(tensors, step, architectures, failures);
    });
}
