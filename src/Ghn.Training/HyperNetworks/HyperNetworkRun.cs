using System.Globalization;
using Ghn.Tensors.Files;
using Ghn.Training.Engine;
using Ghn.Training.Runs;

namespace Ghn.Training.HyperNetworks;

/// <summary>
/// A <see cref="TrainingRun{TStep}"/> of a GHN, which leaves the GHN in <c>ghn.safetensors</c> with every checkpoint, and says there how it
/// was trained.
/// </summary>
public sealed class HyperNetworkRun
{
    /// <summary>The name of the file that the GHN is saved to, with every checkpoint and at the end.</summary>
    public const string GhnName = "ghn.safetensors";

    private const int CurveRows = 100;

    private readonly RunDirectory _directory;
    private readonly HyperNetworkTrainer _trainer;
    private readonly IReadOnlyDictionary<string, string> _provenance;
    private readonly TrainingRun<HyperNetworkStep> _run;

    /// <summary>Prepares a training, or takes it up where it was interrupted.</summary>
    /// <param name="directory">Its folder.</param>
    /// <param name="trainer">What trains, before its first step.</param>
    /// <param name="logSteps">After how many steps, each time, a row goes into the log.</param>
    /// <param name="checkpointTime">After how much time, each time, a checkpoint is saved; it always is in the end.</param>
    /// <param name="provenance">
    /// What the GHN's file says of where it comes from, besides its steps, its recipe and its curve: the data, the seed.
    /// </param>
    /// <exception cref="InvalidFileException">The checkpoint is damaged, or of another training.</exception>
    public HyperNetworkRun(
        RunDirectory directory, HyperNetworkTrainer trainer, int logSteps, TimeSpan checkpointTime,
        IReadOnlyDictionary<string, string>? provenance = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(trainer);
        (_directory, _trainer, _provenance) = (directory, trainer, provenance ?? new Dictionary<string, string>());
        var intervals = new TrainingIntervals { LogSteps = logSteps, CheckpointTime = checkpointTime };
        _run = new TrainingRun<HyperNetworkStep>(directory, trainer, intervals, export: SaveGhn);
    }

    /// <summary>Trains to a step, the recipe's last unless given.</summary>
    /// <param name="until">The number of steps that are to be done in all.</param>
    /// <param name="progress">Called after each step.</param>
    /// <param name="cancellation">Stops the training, with a checkpoint.</param>
    /// <exception cref="TrainingDivergedException">Too many losses of an epoch are not finite.</exception>
    /// <exception cref="IOException">The log or a checkpoint cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The training was stopped.</exception>
    public void Run(int? until = null, Action<HyperNetworkStep>? progress = null, CancellationToken cancellation = default) =>
        _run.Run(until, progress, cancellation);

    /// <inheritdoc cref="TrainingRun{TStep}.SaveNow"/>
    public void SaveNow() => _run.SaveNow();

    private void SaveGhn()
    {
        Describe(_trainer.Ghn.Parameters.Metadata);
        _trainer.Ghn.Save(_directory.PathOf(GhnName));
    }

    /// <summary>Says in the GHN's file how it was trained.</summary>
    private void Describe(IDictionary<string, string> metadata)
    {
        foreach ((string key, string value) in _provenance)
        {
            metadata[key] = value;
        }

        metadata["training_steps"] = _trainer.Step.ToString(CultureInfo.InvariantCulture);
        metadata["training_seconds"] = _run.Meter.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture);
        metadata["training_recipe"] = _trainer.Recipe.ToString();
        metadata["training_curve"] = LogExcerpt.Of(_directory, CurveRows);
    }
}
