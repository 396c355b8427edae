using Ghn.HyperNetworks;
using Ghn.HyperNetworks.Configuration;
using Ghn.HyperNetworks.Graphs;
using Ghn.Networks;
using Ghn.Networks.DeepNets;
using Ghn.Networks.Execution;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Threading;
using Ghn.Training.Engine;
using Ghn.Training.Evaluations;
using Ghn.Training.Evaluations.Splits;
using Ghn.Training.FineTuning;

namespace Ghn.Training.Tests;

public sealed class SplitEvaluatorTests : IDisposable
{
    private readonly SmallSplit _split = new();

    public void Dispose() => _split.Dispose();

    [Fact]
    public void Predicted_networks_score_as_each_alone()
    {
        IReadOnlyList<SplitScore> scores = SmallSplit.Evaluator.Evaluate(SmallSplit.Members, _split.Predicted);
        Assert.Equal(["small#0", "small#1", "small#2", "small#3", "small#4"], scores.Select(score => score.Name));
        foreach ((SplitScore score, DeepNet architecture) in scores.Zip(SmallTraining.Architectures))
        {
            Network network = architecture.ToNetwork(SmallTraining.ClassCount, SmallTraining.ImageSize);
            using Prediction prediction = _split.Ghn.Predict(network, new PredictionOptions(Seed: 3));
            using var model = new Model(network, prediction.Weights);
            Assert.Equal(Evaluator.Evaluate(model, new NoiseImages()), score.Evaluation);
            Assert.Equal(
                ("ghn", network.ParameterCount, ComputationalGraph.Of(network).Nodes.Count, null),
                (score.Method, score.ParameterCount, score.NodeCount, score.Failure));
        }
    }

    [Fact]
    public void Trained_networks_score_as_after_a_training_of_their_own()
    {
        SplitMethod method = SmallSplit.Trained(BaselineRecipes.Sgd(4));
        SplitScore score = SmallSplit.Evaluator.Evaluate([SmallSplit.Members[2]], method)[0];
        Network network = SmallSplit.Members[2].Build();
        using StateDict weights = network.Initialize(seed: 3);
        using var tuner = new FineTuner(network, weights, BaselineRecipes.Sgd(4) with { BatchSize = 4 }, new NoiseImages(), seed: 3);
        tuner.Run(until: 4);
        Assert.Equal(Evaluator.Evaluate(tuner.Model, new NoiseImages()), score.Evaluation);
        Assert.Equal(("sgd:4", null), (score.Method, score.Failure));
    }

    [Fact]
    public void The_number_of_threads_does_not_change_a_bit()
    {
        (EvaluatedArchitecture, SplitMethod)[] tasks =
        [
            .. from method in (SplitMethod[])[_split.Predicted, SmallSplit.Trained(BaselineRecipes.Sgd(2)),
                SmallSplit.Trained(BaselineRecipes.Adam(2))]
               from member in SmallSplit.Members
               select (member, method),
        ];
        int threads = WorkerPool.ThreadCount;
        try
        {
            WorkerPool.ThreadCount = 1;
            IReadOnlyList<SplitScore> one = SmallSplit.Evaluator.Evaluate(tasks, finished: null);
            WorkerPool.ThreadCount = 3;
            Assert.Equal(one.Select(Untimed), SmallSplit.Evaluator.Evaluate(tasks, finished: null).Select(Untimed));

            // A single network has all threads to itself.
            IEnumerable<SplitScore> alone = tasks.Select(task => SmallSplit.Evaluator.Evaluate([task], finished: null)[0]);
            Assert.Equal(one.Select(Untimed), alone.Select(Untimed));
        }
        finally
        {
            WorkerPool.ThreadCount = threads;
        }
    }

    [Fact]
    public void Logits_that_are_not_finite_are_told_and_count_as_wrong()
    {
        var evaluator = new SplitEvaluator(_ => new NoiseImages(brokenBatch: 1));
        SplitScore score = evaluator.Evaluate([SmallSplit.Members[0]], _split.Predicted)[0];
        Assert.Equal("logits are not finite for 4 of 12 images", score.Failure);
        Assert.Equal(4, score.Evaluation.NotFinite);
        Assert.InRange(score.Evaluation.Top5, 0, 8.0 / 12);
    }

    [Fact]
    public void A_training_that_diverges_counts_as_wrong_and_the_others_go_on()
    {
        SplitMethod method = SmallSplit.Trained(BaselineRecipes.Sgd(5) with { LearningRate = 1e30, MaxGradientNorm = null });
        IReadOnlyList<SplitScore> scores = SmallSplit.Evaluator.Evaluate(
            [(SmallSplit.Members[0], method), (SmallSplit.Members[1], _split.Predicted)], finished: null);
        Assert.StartsWith("the loss is not finite at step 2", scores[0].Failure, StringComparison.Ordinal);
        Assert.Equal(new Evaluation(12, 0, 0, double.NaN, 12), scores[0].Evaluation);
        Assert.Null(scores[1].Failure);
    }

    [Fact]
    public void Progress_adds_up_to_the_passes_of_all_networks()
    {
        long passes = 0;
        var evaluator = new SplitEvaluator(_ => new NoiseImages()) { Progress = more => Interlocked.Add(ref passes, more) };
        SplitMethod[] methods =
        [
            _split.Predicted, SmallSplit.Trained(BaselineRecipes.Sgd(4)),
            SmallSplit.Trained(BaselineRecipes.Sgd(5) with { Name = "diverging", LearningRate = 1e30, MaxGradientNorm = null }),
        ];
        evaluator.Evaluate([.. methods.Select(method => (SmallSplit.Members[0], method))], finished: null);
        Assert.Equal(12 + (12 + (4 * 3 * 4)) + (12 + (5 * 3 * 4)), passes);
        Assert.Equal(methods.Sum(method => method.PassesFor(testImages: 12)), passes);
    }

    [Fact]
    public void A_network_that_cannot_be_written_is_named()
    {
        var odd = new EvaluatedArchitecture("odd", 7, () => PredefinedDeepNets.Darts(imageSize: 30).ToNetwork(imageSize: 30));
        var error = Assert.Throws<InvalidRequestException>(() => SmallSplit.Evaluator.Evaluate([odd], _split.Predicted));
        Assert.StartsWith("odd#7: Layer cells.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancellation_ends_the_work()
    {
        using var source = new CancellationTokenSource();
        var evaluator = new SplitEvaluator(_ => new NoiseImages()) { Progress = _ => source.Cancel() };
        Assert.ThrowsAny<OperationCanceledException>(() => evaluator.Evaluate(SmallSplit.Members, _split.Predicted, source.Token));
    }

    [Fact]
    public void Members_of_a_split_keep_their_places()
    {
        IReadOnlyList<EvaluatedArchitecture> two = EvaluatedArchitecture.Of(
            SmallTraining.Architectures, "small", 10, 32, first: 3, count: 2);
        Assert.Equal(["small#3", "small#4"], two.Select(member => member.Name));
        Assert.Equal("small#3", two[0].Build().Name);
        Assert.Equal(SmallTraining.Architectures[3].CountParameters(10, 32), two[0].Build().ParameterCount);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => EvaluatedArchitecture.Of(SmallTraining.Architectures, "small", 10, 32, first: 3, count: 3));
    }

    private static SplitScore Untimed(SplitScore score) => score with { Time = TimeSpan.Zero };
}
