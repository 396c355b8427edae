using System.Diagnostics;
using Ghn.HyperNetworks.Graphs;
using Ghn.Networks;
using Ghn.Networks.Execution;
using Ghn.Tensors;
using Ghn.Tensors.Threading;
using Ghn.Training.Data;
using Ghn.Training.Data.Loading;
using Ghn.Training.Distribution;
using Ghn.Training.Engine;
using Ghn.Training.FineTuning;
using Ghn.Training.Initializations;
using Ghn.Training.Runs;

namespace Ghn.Training.Evaluations.Splits;

/// <summary>
/// Evaluates many networks by the protocol of the GHN papers: with the statistics of each test batch. Each thread has a network of its own.
/// <code>
/// var evaluator = new SplitEvaluator(network => new DataLoader(images, StandardTransforms.For(images, 32, isTraining: false)));
/// var architectures = new DrawnArchitectures(DeepNetsSplit.Val, seed: 0, count: 20);
/// var validation = EvaluatedArchitecture.Of(architectures, "val", classCount: 10, imageSize: 32);
/// IReadOnlyList&lt;SplitScore> scores = evaluator.Evaluate(validation, SplitMethod.Predicted("ghn", ghn));
/// AccuracySummary top1 = AccuracySummary.Of(scores.Select(score => score.Evaluation.Top1));
/// </code>
/// What comes out does not depend on the number of threads, nor on the other networks or processes, to the last bit.
/// </summary>
/// <param name="test">
/// Opens the images that a network is judged by. As each thread has its network, it may as well prepare the images itself:
/// <see cref="DataLoaderOptions.Prefetch"/> 0.
/// </param>
public sealed class SplitEvaluator(Func<Network, IBatchSource> test)
{
    /// <summary>
    /// How much memory may be kept for the next network, in bytes: each network has tensors of sizes of its own, and the memory of all
    /// would add up.
    /// </summary>
    public long MaxIdleMemory { get; init; } = EvaluatedArchitecture.DefaultIdleMemory;

    /// <summary>The seed of what GHNs leave to standard initialisation, and of random starts.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// The processes that share the networks, each of which makes an evaluator of its own and asks it for the same; this one alone
    /// unless given. All of them get all scores.
    /// </summary>
    public ICommunicator Processes { get; init; } = SingleProcess.Instance;

    /// <summary>
    /// Told, from any thread, how many more passes of <see cref="SplitMethod.PassesFor"/> are done, in all processes together.
    /// </summary>
    public Action<long>? Progress { get; init; }

    /// <summary>Evaluates networks.</summary>
    /// <param name="members">The networks.</param>
    /// <param name="method">How they come by their weights.</param>
    /// <param name="cancellation">Ends the work before the next batch.</param>
    /// <returns>Their scores, in order. A network whose training diverges, or whose logits are not finite, has one as well.</returns>
    /// <exception cref="ArgumentException">A network cannot be written, does not take such images, or has fewer classes.</exception>
    /// <exception cref="DisagreementException">Another process has other networks, or another seed.</exception>
    /// <exception cref="ProcessFailedException">Another process has failed, or was lost.</exception>
    /// <exception cref="OperationCanceledException">The work was to end.</exception>
    public IReadOnlyList<SplitScore> Evaluate(
        IReadOnlyList<EvaluatedArchitecture> members, SplitMethod method, CancellationToken cancellation = default) =>
        Evaluate([.. members.Select(member => (member, method))], finished: null, cancellation);

    /// <summary>Evaluates networks, each by a method of its own.</summary>
    /// <param name="tasks">The networks, and how they come by their weights.</param>
    /// <param name="finished">Told of each score as soon as it is there, one at a time, from any thread.</param>
    /// <param name="cancellation">Ends the work before the next batch.</param>
    /// <returns>The scores, in order.</returns>
    /// <exception cref="ArgumentException">A network cannot be written, does not take such images, or has fewer classes.</exception>
    /// <exception cref="DisagreementException">Another process has other networks, or another seed.</exception>
    /// <exception cref="ProcessFailedException">Another process has failed, or was lost.</exception>
    /// <exception cref="OperationCanceledException">The work was to end.</exception>
    public IReadOnlyList<SplitScore> Evaluate(
        IReadOnlyList<(EvaluatedArchitecture Member, SplitMethod Method)> tasks, Action<SplitScore>? finished,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        if (Processes.Size > 1)
        {
            return Share(tasks, finished, cancellation);
        }

        var scores = new SplitScore[tasks.Count];
        var oneAtATime = new Lock();
        WorkerPool.For(tasks.Count, index =>
        {
            scores[index] = Score(tasks[index], Progress, cancellation);
            lock (oneAtATime)
            {
                finished?.Invoke(scores[index]);
            }
        });
        return scores;
    }

    /// <summary>Evaluates networks together with other processes; scores travel as rows of a table.</summary>
    private SplitScore[] Share(
        IReadOnlyList<(EvaluatedArchitecture Member, SplitMethod Method)> tasks, Action<SplitScore>? finished,
        CancellationToken cancellation)
    {
        Processes.RequireSame(
        [
            ("the seed of the evaluation", $"{Seed}"),
            .. tasks.Select(
                (task, index) => ($"network {index + 1} of the evaluation", (string?)$"{task.Member.Name} with {task.Method.Name}")),
        ]);
        var scores = new SplitScore[tasks.Count];
        using var shared = new SharedTasks(Processes, tasks.Count) { Progress = Progress };
        shared.Run(
            (index, stop) => SplitTable.Row(Score(tasks[index], shared.Advance, stop)),
            (index, row) =>
            {
                (EvaluatedArchitecture member, SplitMethod method) = tasks[index];
                scores[index] = SplitTable.Scores(row)[0] with { Split = member.Split, Method = method.Name };
                finished?.Invoke(scores[index]);
            },
            cancellation);
        return scores;
    }

    private SplitScore Score(
        (EvaluatedArchitecture Member, SplitMethod Method) task, Action<long>? progress, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        (EvaluatedArchitecture member, SplitMethod method) = task;
        long start = Stopwatch.GetTimestamp();
        return member.Use(
            network =>
            {
                int nodes = ComputationalGraph.Of(network).Nodes.Count;
                (Evaluation evaluation, string? failure) = Evaluate(network, method, progress, cancellation);
                TimeSpan time = Stopwatch.GetElapsedTime(start);
                return new SplitScore(member.Split, member.Index, method.Name, network.ParameterCount, nodes, evaluation, time, failure);
            },
            MaxIdleMemory);
    }

    private (Evaluation Evaluation, string? Failure) Evaluate(
        Network network, SplitMethod method, Action<long>? progress, CancellationToken cancellation)
    {
        IBatchSource images = test(network);
        if (method.Training is not { } training)
        {
            using StateDict weights = method.Initialization.Create(network, Seed);
            using var model = new Model(network, weights);
            return Evaluate(model, images, progress, cancellation);
        }

        using FineTuner tuner = Begin(network, method.Initialization, training);
        long passesLeft = method.PassesFor(images.Dataset.Count);
        try
        {
            tuner.Run(
                tuner.StepCount,
                _ =>
                {
                    passesLeft -= training.PassesPerStep;
                    progress?.Invoke(training.PassesPerStep);
                },
                cancellation);
        }
        catch (TrainingDivergedException error)
        {
            progress?.Invoke(passesLeft);
            return (new Evaluation(images.Dataset.Count, 0, 0, double.NaN, images.Dataset.Count), error.Message.TrimEnd('.'));
        }

        return Evaluate(tuner.Model, images, progress, cancellation);
    }

    private static (Evaluation Evaluation, string? Failure) Evaluate(
        Model model, IBatchSource images, Action<long>? progress, CancellationToken cancellation)
    {
        long count = 0;
        var options = new EvaluationOptions
        {
            Progress = soFar =>
            {
                progress?.Invoke(soFar.Count - count);
                count = soFar.Count;
            },
        };
        Evaluation evaluation = Evaluator.Evaluate(model, images, options, cancellation);
        return evaluation.NotFinite > 0
            ? (evaluation, $"logits are not finite for {evaluation.NotFinite} of {evaluation.Count} images")
            : (evaluation, null);
    }

    private FineTuner Begin(Network network, Initialization start, BaselineTraining training)
    {
        using StateDict weights = start.Create(network, Seed);
        return new FineTuner(network, weights, training.Recipe, training.Images(network), Seed);
    }
}
