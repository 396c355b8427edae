using Ghn.HyperNetworks;
using Ghn.Networks.State;
using Ghn.Tensors;
using Ghn.Training.Data;
using Ghn.Training.Distribution;
using Ghn.Training.Engine;
using Ghn.Training.Runs;

namespace Ghn.Training.HyperNetworks;

/// <summary>
/// Trains a GHN step after step: images from one source, networks from another, the learning rate by the recipe's schedule.
/// Interrupted, saved and restored, it comes to the same GHN as at a stretch, to the last bit. Several processes share each step's
/// networks; all of them see the same images, and hold the same GHN.
/// </summary>
public sealed class HyperNetworkTrainer : ITrainer<HyperNetworkStep>, IDisposable
{
    private const string GhnPrefix = "ghn.";
    private const string OptimizerPrefix = "optimizer.";
    private const string ArchitecturesName = "architectures";
    private const string FailuresName = "failures";

    /// <summary>A step in so many may fail before the training is given up, as in the reference.</summary>
    private const int StepsPerFailure = 50;

    private static readonly string[] ValueNames = ["loss", "cross_entropy", "top1", "gradient_norm"];

    private readonly HyperNetworkLearner _learner;
    private readonly MetaBatchSampler _architectures;
    private readonly IBatchSource _images;
    private readonly ulong _seed;
    private readonly ICommunicator _processes;

    /// <summary>Prepares a training; no step is made yet.</summary>
    /// <param name="ghn">The GHN, which stays the caller's.</param>
    /// <param name="recipe">How it is trained.</param>
    /// <param name="architectures">What it learns to predict parameters for.</param>
    /// <param name="images">What the networks are judged by.</param>
    /// <param name="seed">What dropout depends on, and what GHNs leave to standard initialisation.</param>
    /// <param name="processes">
    /// The processes that train together, each of which makes a trainer of its own; this one alone unless given.
    /// </param>
    /// <exception cref="ArgumentException">There is no batch of images, or there are fewer networks in a step than processes.</exception>
    public HyperNetworkTrainer(
        TrainableHyperNetwork ghn,
        HyperNetworkRecipe recipe,
        MetaBatchSampler architectures,
        IBatchSource images,
        ulong seed = 0,
        ICommunicator? processes = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(architectures);
        ArgumentNullException.ThrowIfNull(images);
        if (images.BatchCount == 0)
        {
            throw new InvalidRequestException($"{images.Dataset.Name} does not fill a batch: there is nothing to train on.");
        }

        _processes = processes ?? SingleProcess.Instance;
        if (architectures.MetaBatch < _processes.Size)
        {
            throw new InvalidRequestException(
                $"{architectures.MetaBatch} networks a step do not give each of {_processes.Size} processes one to work on.");
        }

        _learner = new HyperNetworkLearner(ghn, recipe);
        (Recipe, _architectures, _images, _seed) = (recipe, architectures, images, seed);
        ArchitecturesTaken = architectures.Position;
    }

    /// <summary>The GHN as it is now.</summary>
    public TrainableHyperNetwork Ghn => _learner.Ghn;

    /// <summary>What networks are judged by.</summary>
    public IImageDataset Dataset => _images.Dataset;

    /// <summary>How many networks make a step, of all processes together.</summary>
    public int MetaBatch => _architectures.MetaBatch;

    /// <summary>How many steps of an epoch may fail.</summary>
    public int MaxFailures => Math.Max(1, _images.BatchCount / StepsPerFailure);

    /// <summary>How it is trained.</summary>
    public HyperNetworkRecipe Recipe { get; }

    /// <summary>How many steps are done.</summary>
    public int Step { get; private set; }

    /// <summary>How many steps the recipe asks for.</summary>
    public int StepCount => Recipe.StepCount(_images.BatchCount);

    /// <summary>The epoch that the next step belongs to, from 0.</summary>
    public int Epoch => Step / _images.BatchCount;

    /// <summary>How many steps of this epoch left the GHN as it was, because a loss was not finite.</summary>
    public int Failures { get; private set; }

    /// <summary>How many architectures the steps so far have taken.</summary>
    public long ArchitecturesTaken { get; private set; }

    /// <summary>The learning rate of the next step.</summary>
    public double LearningRate => Recipe.LearningRateAt(Step, _images.BatchCount);

    /// <summary>The tensors of a training, for <see cref="Restore"/>: those in use, not copies.</summary>
    public StateDict State
    {
        get
        {
            var state = new StateDict();
            state.AddAll(GhnPrefix, Ghn.Parameters);
            state.AddAll(OptimizerPrefix, _learner.Optimizer.State);
            return state;
        }
    }

    /// <inheritdoc/>
    int ITrainer<HyperNetworkStep>.StepsDone => Step;

    /// <inheritdoc/>
    IReadOnlyDictionary<string, object?> ITrainer<HyperNetworkStep>.Counts => new Dictionary<string, object?>
    {
        [ArchitecturesName] = ArchitecturesTaken,
        [FailuresName] = (long)Failures,
    };

    /// <inheritdoc/>
    IReadOnlyList<string> ITrainer<HyperNetworkStep>.Columns { get; } =
        ["epoch", .. ValueNames, "skipped", "learning_rate", "seconds", "networks_per_second"];

    /// <inheritdoc/>
    /// <param name="until">The number of steps that are to be done in all, the same in all processes.</param>
    /// <param name="cancellation">
    /// Stops the training before the next network; the step that it belongs to does not count. Not for several processes, which would not
    /// stop at the same step.
    /// </param>
    /// <exception cref="TrainingDivergedException">Too many losses of an epoch are not finite.</exception>
    /// <exception cref="ProcessFailedException">Another process has failed, or was lost; the steps so far count.</exception>
    public IEnumerable<Func<HyperNetworkStep>> Steps(int until, CancellationToken cancellation = default)
    {
        while (Step < until)
        {
            using IEnumerator<ImageBatch> batches = _images.Batches(Epoch, Step % _images.BatchCount, cancellation).GetEnumerator();
            while (Step < until && _processes.RunCollectively(batches.MoveNext))
            {
                HyperNetworkStep found;
                using (ImageBatch batch = batches.Current)
                {
                    cancellation.ThrowIfCancellationRequested();
                    found = FindGradients(batch, cancellation);
                }

                yield return () => Complete(found);
            }
        }
    }

    /// <inheritdoc/>
    TrainingMeter ITrainer<HyperNetworkStep>.CreateMeter() => new(ValueNames, "networks", isBrief: true);

    /// <inheritdoc/>
    IReadOnlyList<double?> ITrainer<HyperNetworkStep>.Row(TrainingMeter meter, double? score)
    {
        double epochs = (double)Step * Recipe.Epochs / StepCount;
        return [epochs, .. meter.Means, meter.Skipped, LearningRate, meter.TotalSeconds, meter.ItemsPerSecond];
    }

    /// <summary>
    /// Makes sure that all processes are about to do the same; to be called by all, before any of them takes up a training.
    /// </summary>
    /// <exception cref="DisagreementException">A process has another recipe, GHN, seed, or other images or architectures.</exception>
    /// <exception cref="ProcessFailedException">A process was lost.</exception>
    public void RequireAgreement()
    {
        if (_processes.Size > 1)
        {
            DatasetFingerprint images = _processes.RunCollectively(() => DatasetFingerprint.Of(_images.Dataset));
            _processes.RequireSame([.. Identity, .. images.Identity, ("the GHN's parameters", ContentHash.Of(Ghn.Parameters))]);
        }
    }

    /// <summary>Gives all processes what the first one holds; to be called by all, once the first has taken up a training.</summary>
    /// <exception cref="DisagreementException">
    /// A process has another recipe, another kind of GHN, another seed, or other images or architectures.
    /// </exception>
    /// <exception cref="ProcessFailedException">A process was lost.</exception>
    public void ShareState()
    {
        _processes.RequireSame(Identity);
        Span<long> counts = [Step, ArchitecturesTaken, Failures];
        _processes.Broadcast(counts);
        _processes.Broadcast(State);
        (Step, ArchitecturesTaken, Failures) = ((int)counts[0], counts[1], (int)counts[2]);
        _architectures.Position = ArchitecturesTaken;
    }

    /// <summary>Takes up a training where it was saved.</summary>
    /// <param name="state">What <see cref="State"/> was, of a training of a GHN of the same kind; it is copied.</param>
    /// <param name="step">What <see cref="Step"/> was.</param>
    /// <param name="architecturesTaken">What <see cref="ArchitecturesTaken"/> was.</param>
    /// <param name="failures">What <see cref="Failures"/> was.</param>
    /// <exception cref="ArgumentException">The state is of another kind of GHN.</exception>
    public void Restore(StateDict state, int step, long architecturesTaken, int failures)
    {
        ArgumentNullException.ThrowIfNull(state);
        _learner.Optimizer.Restore(state.Part(OptimizerPrefix));
        state.Part(GhnPrefix).CopyTo(Ghn.Parameters);

        _architectures.Position = architecturesTaken;
        (Step, ArchitecturesTaken, Failures) = (step, architecturesTaken, failures);
    }

    /// <inheritdoc/>
    void ITrainer<HyperNetworkStep>.Restore(StateDict state, int stepsDone, CheckpointMetadata counts) => Restore(
        state,
        stepsDone,
        architecturesTaken: counts.Integer(ArchitecturesName, (long)stepsDone * MetaBatch, long.MaxValue),
        failures: (int)counts.Integer(FailuresName, 0, Math.Min(stepsDone, MaxFailures)));

    /// <summary>Returns the memory of the optimiser.</summary>
    public void Dispose() => _learner.Dispose();

    /// <summary>What all processes must have alike, parameters apart.</summary>
    private IReadOnlyList<(string Name, string? Value)> Identity =>
    [
        ("the GHN", $"{Ghn.Configuration}"),
        ("the recipe", $"{Recipe}"),
        ("the seed of the training", $"{_seed}"),
        ("the images", $"{_images.Dataset.Count} of {_images.Dataset.Name}"),
        ("the number of batches", $"{_images.BatchCount}"),
        .. _architectures.Identity,
    ];

    /// <summary>The long part of a step, which changes nothing that a checkpoint keeps.</summary>
    private HyperNetworkStep FindGradients(ImageBatch batch, CancellationToken cancellation)
    {
        long taken = _architectures.Position;
        try
        {
            IReadOnlyList<TrainingArchitecture> own = _architectures.Next(_processes);
            HyperNetworkStep found = _processes.RunCollectively(() => _learner.FindGradients(own, batch, SeedOf(Step), cancellation));
            return SharedStep.Join(_processes, found, _architectures.MetaBatch, Ghn.Gradients);
        }
        catch (OperationCanceledException)
        {
            _architectures.Position = taken;
            throw;
        }
    }

    /// <summary>The short part of a step, which changes all that a checkpoint keeps.</summary>
    private HyperNetworkStep Complete(HyperNetworkStep found)
    {
        _learner.Optimizer.LearningRate = LearningRate;
        HyperNetworkStep step = _learner.Apply(found);
        int failures = (Step % _images.BatchCount == 0 ? 0 : Failures) + (step.IsSkipped ? 1 : 0);
        if (failures > MaxFailures)
        {
            throw new TrainingDivergedException(Step + 1, LearningRate);
        }

        (Step, ArchitecturesTaken, Failures) = (Step + 1, _architectures.Position, failures);
        return step;
    }

    private ulong SeedOf(int step) => new RandomSource(_seed, $"step {step}").NextSeed();
}
