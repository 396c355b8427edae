using Ghn.Networks;
using Ghn.Networks.Execution;
using Ghn.Tensors;
using Ghn.Training.Data;
using Ghn.Training.Engine;
using Ghn.Training.Evaluations;
using Ghn.Training.Initializations;
using Ghn.Training.Runs;

namespace Ghn.Training.FineTuning;

/// <summary>
/// All trainings that an answer to "how well does this start serve?" takes: one for each point of the recipe's grid, judged by held-out
/// images, then one for each seed with the best point, judged by test images. Each has a folder of its own; those that are over are not
/// done again, so that a session continues where it was interrupted.
/// </summary>
public sealed class FineTuningSession
{
    /// <summary>The file with the weights that a training with the best point ends with.</summary>
    public const string WeightsName = "weights.safetensors";

    /// <summary>What is trained, given a point of the grid: it may choose the size of the images.</summary>
    public required Func<Recipe, Network> Network { get; init; }

    /// <summary>How the weights start, given a point of the grid.</summary>
    public required Func<Recipe, Initialization> Initialization { get; init; }

    /// <summary>How it is trained, and what there is to choose from.</summary>
    public required Recipe Recipe { get; init; }

    /// <summary>What it is trained on and judged by, given a point of the grid.</summary>
    public required Func<Recipe, FineTuningData> Data { get; init; }

    /// <summary>Where logs, checkpoints and results go.</summary>
    public required RunDirectory Directory { get; init; }

    /// <summary>How often a training is logged, evaluated and saved.</summary>
    public TrainingIntervals Intervals { get; init; } = new();

    /// <summary>The first seed; it also is the one that the grid is searched with.</summary>
    public ulong FirstSeed { get; init; }

    /// <summary>How many times the best point is trained, each time with the next seed.</summary>
    public int SeedCount { get; init; } = 1;

    /// <summary>Follows each training; unless given, nobody does.</summary>
    public FineTuningWatch Watch { get; init; } = (_, _, _, train) => train(_ => { });

    /// <summary>Does what is not done yet.</summary>
    /// <param name="cancellation">Stops the training under way, with a checkpoint.</param>
    /// <exception cref="TrainingDivergedException">
    /// No point of the grid could be trained to the end, or the best one not with every seed.
    /// </exception>
    /// <exception cref="ArgumentException">The network cannot be initialised so, or does not take such images.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    /// <exception cref="OperationCanceledException">The session was stopped.</exception>
    public FineTuningOutcome Run(CancellationToken cancellation = default)
    {
        IReadOnlyList<Recipe> points = Recipe.Grid;
        var search = new List<(Recipe Point, FineTuningResult Result)>();
        if (points.Count > 1)
        {
            foreach ((int index, Recipe point) in points.Index())
            {
                string title = $"choice {index + 1} of {points.Count}";
                search.Add((point, TrainOrGiveUp(title, $"grid/{NameOf(point)}", point, cancellation)));
            }
        }

        Recipe chosen = points.Count > 1 ? Best(search) : points[0];
        var finals = new List<(ulong, FineTuningResult)>();
        for (int index = 0; index < SeedCount; index++)
        {
            ulong seed = FirstSeed + (ulong)index;
            string title = SeedCount > 1 ? $"seed {index + 1} of {SeedCount}" : "training";
            FineTuningData data = Data(chosen);
            finals.Add((seed, Train(title, FolderOf(seed), chosen, seed, data.Training, data.Test, keepsWeights: true, cancellation)));
        }

        return new FineTuningOutcome(chosen, search, finals);
    }

    /// <summary>The path of the weights that a seed's training ended with.</summary>
    public string WeightsOf(ulong seed) => Directory.Folder(FolderOf(seed)).PathOf(WeightsName);

    private static string FolderOf(ulong seed) => $"seed{seed}";

    private string NameOf(Recipe point) =>
        string.Join('_', GridAxis.Of(Recipe).Select(axis => $"{axis.Key}{axis.ValueOf(point)}"));

    /// <summary>The share of some images that a network classifies rightly, with its running statistics.</summary>
    private static double Evaluate(Model model, IBatchSource images, CancellationToken cancellation) =>
        Evaluator.Evaluate(model, images, new EvaluationOptions { UsesBatchStatistics = false }, cancellation).Top1;

    private static Recipe Best(List<(Recipe Point, FineTuningResult Result)> search)
    {
        (Recipe Point, FineTuningResult Result)[] finished = [.. search.Where(entry => entry.Result.Failure is null)];
        return finished.Length > 0
            ? finished.MaxBy(entry => entry.Result.Top1).Point
            : throw new TrainingDivergedException($"none of {search.Count} choices can be trained: {search[0].Result.Failure}");
    }

    private FineTuningResult TrainOrGiveUp(string title, string folder, Recipe point, CancellationToken cancellation)
    {
        try
        {
            FineTuningData data = Data(point);
            return Train(title, folder, point, FirstSeed, data.Search, data.HeldOut, keepsWeights: false, cancellation);
        }
        catch (TrainingDivergedException error)
        {
            var result = FineTuningResult.GivenUp(error.Message);
            RunDirectory directory = Directory.Folder(folder);
            result.Write(directory);
            directory.DeleteCheckpoint();
            return result;
        }
    }

    private FineTuningResult Train(
        string title,
        string folder,
        Recipe recipe,
        ulong seed,
        Func<ulong, IBatchSource> training,
        IBatchSource evaluation,
        bool keepsWeights,
        CancellationToken cancellation)
    {
        RunDirectory directory = Directory.Folder(folder);
        if (FineTuningResult.Read(directory) is { } done)
        {
            directory.DeleteCheckpoint();
            return done;
        }

        cancellation.ThrowIfCancellationRequested();
        Network network = Network(recipe);
        using StateDict weights = Initialization(recipe).Create(network, seed);
        using var tuner = new FineTuner(network, weights, recipe, training(seed), seed);
        var run = new FineTuningRun(directory, tuner, (model, stop) => Evaluate(model, evaluation, stop), Intervals);
        FineTuningResult? result = null;
        Watch(title, tuner.Step, tuner.StepCount, progress => result = run.Run(progress, cancellation));
        if (keepsWeights)
        {
            directory.SaveTensors(WeightsName, tuner.Model.State);
        }

        result!.Write(directory);
        directory.DeleteCheckpoint();
        return result;
    }
}
