using Ghn.Networks;
using Ghn.Tensors;
using Ghn.Training.Data;
using Ghn.Training.Engine;
using Ghn.Training.Evaluations;
using Ghn.Training.FineTuning;
using Ghn.Training.Initializations;
using Ghn.Training.Runs;

namespace Ghn.Training.Comparisons;

/// <summary>
/// Trains a network from several starts under equal conditions: the same recipe, for the same number of steps, on the same batches
/// for the same seed. A training that is over is kept in a folder and not done again; one under way goes on from its checkpoint.
/// </summary>
public sealed record Comparison
{
    /// <summary>What is trained.</summary>
    public required Network Network { get; init; }

    /// <summary>The starts to compare.</summary>
    public required IReadOnlyList<Initialization> Initializations { get; init; }

    /// <summary>How each is trained; the last of <see cref="Steps"/> says for how long.</summary>
    public required Recipe Recipe { get; init; }

    /// <summary>After how many steps the networks are judged, in ascending order; 0 is before the first one.</summary>
    public required IReadOnlyList<int> Steps { get; init; }

    /// <summary>What is trained on, given the seed of the order and of the random transforms.</summary>
    public required Func<ulong, IBatchSource> Training { get; init; }

    /// <summary>What the networks are judged by.</summary>
    public required IBatchSource Test { get; init; }

    /// <summary>Where trainings are kept.</summary>
    public required RunDirectory Directory { get; init; }

    /// <summary>How many trainings each start gets, each with the next seed.</summary>
    public int SeedCount { get; init; } = 1;

    /// <summary>The first seed.</summary>
    public ulong FirstSeed { get; init; }

    /// <summary>
    /// Whether the networks are judged with the statistics of each batch, which is the only way to judge predicted weights before any
    /// training, rather than with the running ones.
    /// </summary>
    public bool UsesBatchStatistics { get; init; } = true;

    /// <summary>Follows each training that is done; unless given, nobody does.</summary>
    public ComparisonWatch Watch { get; init; } = (_, _, _, train) => train(_ => { });

    private int LastStep => Steps[^1];

    /// <summary>Does the trainings that are not done yet.</summary>
    /// <param name="cancellation">Stops the training under way, with a checkpoint.</param>
    /// <returns>All trainings, seed by seed for one start after the other.</returns>
    /// <exception cref="ArgumentException">
    /// The steps are none or not in order, or the network does not fit a start or the images.
    /// </exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    /// <exception cref="OperationCanceledException">The comparison was stopped.</exception>
    public IReadOnlyList<ComparisonRun> Run(CancellationToken cancellation = default)
    {
        if (Steps.Count == 0 || Steps[0] < 0 || Steps.Zip(Steps.Skip(1)).Any(pair => pair.First >= pair.Second))
        {
            throw new InvalidRequestException($"Steps ascend from 0 on, unlike {string.Join(", ", Steps)}.");
        }

        // A network that a start does not serve is better told of now than after hours of training from the others.
        foreach (Initialization start in Initializations)
        {
            start.Create(Network, FirstSeed).Dispose();
        }

        // All starts with one seed, then with the next: whoever stops early has a comparison still.
        var runs = new Dictionary<(Initialization, ulong), ComparisonRun>();
        IEnumerable<ulong> seeds = Enumerable.Range(0, SeedCount).Select(index => FirstSeed + (ulong)index);
        foreach (ulong seed in seeds)
        {
            foreach (Initialization start in Initializations)
            {
                runs[(start, seed)] = ComparisonRun.Read(Directory, start.Name, seed) ?? Train(start, seed, cancellation);
            }
        }

        return [.. from start in Initializations from seed in seeds select runs[(start, seed)]];
    }

    private ComparisonRun Train(Initialization start, ulong seed, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        RunDirectory directory = Directory.Folder(ComparisonRun.NameOf(start.Name, seed));
        using StateDict weights = start.Create(Network, seed);
        Recipe recipe = Recipe with { Steps = Math.Max(1, LastStep) };
        using var tuner = new FineTuner(Network, weights, recipe, Training(seed), seed);
        var options = new EvaluationOptions { UsesBatchStatistics = UsesBatchStatistics };
        var trainer = new ComparisonTrainer(tuner, Steps, stop => Evaluator.Evaluate(tuner.Model, Test, options, stop));
        var training = new TrainingRun<TrainingStep>(directory, trainer, new TrainingIntervals());
        string? failure = null;
        Watch(start, seed, trainer.StepsDone, progress => failure = Follow(training, progress, cancellation));
        IEnumerable<ComparisonPoint> lost = Steps.Skip(trainer.Points.Count).Select(step => new ComparisonPoint(step, 0, 0));
        var run = new ComparisonRun(start.Name, seed, [.. trainer.Points, .. lost], failure);
        run.Write(Directory);
        directory.DeleteCheckpoint();
        return run;
    }

    /// <summary>Trains to the end; why it was given up, if it was.</summary>
    private static string? Follow(TrainingRun<TrainingStep> training, Action<TrainingStep> progress, CancellationToken cancellation)
    {
        try
        {
            training.Run(progress: progress, cancellation: cancellation);
            return null;
        }
        catch (TrainingDivergedException error)
        {
            return error.Message;
        }
    }
}
