using Ghn.Networks;
using Ghn.Networks.Execution;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Files;
using Ghn.Training.Comparisons;
using Ghn.Training.Engine;
using Ghn.Training.Evaluations;
using Ghn.Training.FineTuning;
using Ghn.Training.Initializations;
using Ghn.Training.Optimization;
using Ghn.Training.Runs;

namespace Ghn.Training.Tests;

public sealed class ComparisonTests : IDisposable
{
    private static readonly WaveImages Waves = new();
    private static readonly Initialization[] Starts = [Initialization.Random, Initialization.Orthogonal];

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Each_start_is_judged_at_each_step_as_by_a_training_of_its_own()
    {
        IReadOnlyList<ComparisonRun> runs = Compare().Run();
        Assert.Equal(
            [("rand", 5UL), ("rand", 6UL), ("orth", 5UL), ("orth", 6UL)], runs.Select(run => (run.Initialization, run.Seed)));
        Network network = SmallNetwork();
        foreach (ComparisonRun run in runs)
        {
            Assert.Null(run.Failure);
            Assert.Equal([0, 2, 6], run.Points.Select(point => point.Step));
            using StateDict weights = Starts.First(start => start.Name == run.Initialization).Create(network, run.Seed);
            using var tuner = new FineTuner(network, weights, new Recipe { Steps = 6 }, Waves, run.Seed);
            foreach (ComparisonPoint point in run.Points)
            {
                tuner.Run(point.Step);
                Evaluation evaluation = Evaluator.Evaluate(tuner.Model, Waves);
                Assert.Equal((evaluation.Top1, evaluation.Top5), (point.Top1, point.Top5));
            }
        }
    }

    [Fact]
    public void All_starts_see_the_same_batches_for_a_seed()
    {
        var seeds = new List<ulong>();
        Comparison comparison = Compare() with
        {
            Training = seed =>
            {
                seeds.Add(seed);
                return Waves;
            },
        };
        comparison.Run();
        Assert.Equal([5, 5, 6, 6], seeds);
    }

    [Fact]
    public void What_is_done_is_not_done_again()
    {
        using var source = new CancellationTokenSource();
        var done = new List<(string, ulong)>();
        Comparison comparison = Compare() with
        {
            Watch = (start, seed, _, train) =>
            {
                train(_ => { });
                done.Add((start.Name, seed));
                if (done.Count == 3)
                {
                    source.Cancel();
                }
            },
        };
        Assert.Throws<OperationCanceledException>(() => comparison.Run(source.Token));
        Assert.Equal([("rand", 5UL), ("orth", 5UL), ("rand", 6UL)], done);
        IReadOnlyList<ComparisonRun> runs = comparison.Run();
        Assert.Equal(("orth", 6UL), Assert.Single(done.Skip(3)));
        IReadOnlyList<ComparisonRun> anew = (Compare() with { Directory = new RunDirectory(_folder.File("anew")) }).Run();
        Assert.Equal(anew.SelectMany(run => run.Points), runs.SelectMany(run => run.Points));
    }

    [Fact]
    public void Interrupted_in_a_training_it_goes_on_there_and_comes_to_the_same()
    {
        IReadOnlyList<ComparisonRun> whole = (Compare() with { Directory = new RunDirectory(_folder.File("whole")) }).Run();
        for (int cut = 1; cut < 6; cut++)
        {
            using var source = new CancellationTokenSource();
            var begun = new List<int>();
            Comparison comparison = Compare() with
            {
                Directory = new RunDirectory(_folder.File($"cut{cut}")),
                Watch = (_, _, stepsDone, train) =>
                {
                    begun.Add(stepsDone);
                    train(step => StopAt(cut, step, source));
                },
            };
            Assert.ThrowsAny<OperationCanceledException>(() => comparison.Run(source.Token));
            IReadOnlyList<ComparisonRun> runs = comparison.Run();
            Assert.Equal([0, cut, 0, 0, 0], begun);
            Assert.Equal(whole.SelectMany(run => run.Points), runs.SelectMany(run => run.Points));
        }
    }

    [Fact]
    public void A_training_that_diverges_has_no_accuracy_from_then_on_and_does_not_stop_the_others()
    {
        Comparison comparison = Compare() with { Recipe = new Recipe { LearningRate = 1e30, Schedule = TrainingSchedule.Constant } };
        IReadOnlyList<ComparisonRun> runs = comparison.Run();
        Assert.Equal(4, runs.Count);
        Assert.All(runs, run => Assert.Contains("not finite", run.Failure, StringComparison.Ordinal));
        Assert.All(runs, run => Assert.Equal(new ComparisonPoint(6, 0, 0), run.Points[^1]));
    }

    [Fact]
    public void A_start_that_does_not_serve_the_network_is_told_of_before_any_training()
    {
        Comparison comparison = Compare() with
        {
            Initializations = [.. Starts, Initialization.Fixup],
            Watch = (_, _, _, _) => Assert.Fail("A training began."),
        };
        InvalidRequestException error = Assert.Throws<InvalidRequestException>(() => comparison.Run());
        Assert.Contains("no residual branches", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData(-1, 5)]
    [InlineData(0, 5, 5)]
    [InlineData(5, 0)]
    public void Steps_have_to_ascend(params int[] steps) =>
        Assert.Throws<InvalidRequestException>(() => (Compare() with { Steps = steps }).Run());

    [Fact]
    public void A_damaged_training_is_named()
    {
        Compare().Run();
        File.WriteAllText(_folder.File("rand.seed5.json"), "{");
        InvalidFileException error = Assert.Throws<InvalidFileException>(() => Compare().Run());
        Assert.Contains("rand.seed5.json is damaged", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static void StopAt(int cut, TrainingStep step, CancellationTokenSource source)
    {
        if (step.Number == cut)
        {
            source.Cancel();
        }
    }

    private static Network SmallNetwork()
    {
        var builder = new NetworkBuilder("small", [3, 6, 6]);
        Signal features = builder.Input.Conv2d("conv", 8, 3).BatchNorm2d("bn").Relu();
        return builder.Build(features.AdaptiveAvgPool2d(1).Flatten().Linear("fc", 5));
    }

    private Comparison Compare() => new()
    {
        Network = SmallNetwork(),
        Initializations = Starts,
        Recipe = new Recipe(),
        Steps = [0, 2, 6],
        Training = _ => Waves,
        Test = Waves,
        Directory = new RunDirectory(_folder.Path),
        FirstSeed = 5,
        SeedCount = 2,
    };
}
