using Ghn.Networks;
using Ghn.Tensors.Autograd;
using Ghn.Training.FineTuning;
using Ghn.Training.Initializations;
using Ghn.Training.Optimization;
using Ghn.Training.Runs;

namespace Ghn.Training.Tests;

public sealed class FineTuningSessionTests : IDisposable
{
    private static readonly Recipe Recipe = new() { Steps = 5, LearningRates = [1e-9, 0.1], WeightDecays = [0, 1e-3] };

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _titles = [];

    [Fact]
    public void The_point_that_is_best_on_held_out_images_is_trained_with_every_seed()
    {
        FineTuningOutcome outcome = Session("run").Run();
        Assert.Equal(Recipe.Grid, outcome.Search.Select(entry => entry.Point));
        Assert.Equal(outcome.Search.MaxBy(entry => entry.Result.Top1).Point, outcome.Recipe);
        Assert.Equal([3UL, 4UL], outcome.Finals.Select(final => final.Seed));
        Assert.Equal(outcome.Finals.Average(final => final.Result.Top1), outcome.Mean, 1e-12);
        double half = Math.Abs(outcome.Finals[0].Result.Top1 - outcome.Finals[1].Result.Top1) / 2;
        Assert.Equal(half * Math.Sqrt(2), outcome.Deviation, 1e-12);
        Assert.Equal(["choice 1 of 4", "choice 2 of 4", "choice 3 of 4", "choice 4 of 4", "seed 1 of 2", "seed 2 of 2"], _titles);
    }

    [Fact]
    public void What_is_done_is_not_done_again()
    {
        FineTuningOutcome first = Session("run").Run();
        _titles.Clear();
        FineTuningOutcome second = Session("run").Run();
        Assert.Empty(_titles);
        Assert.Equal(first.Finals, second.Finals);
        Assert.Equal(first.Search.Select(entry => entry.Result), second.Search.Select(entry => entry.Result));
    }

    [Fact]
    public void Interrupted_anywhere_it_ends_with_the_same_weights()
    {
        FineTuningOutcome whole = Session("whole").Run();
        byte[][] expected = [.. whole.Finals.Select(final => File.ReadAllBytes(Session("whole").WeightsOf(final.Seed)))];
        foreach (int cut in Enumerable.Range(1, 29).Where(cut => cut % 3 == 1 || cut % 5 == 0))
        {
            using var stop = new CancellationTokenSource();
            int steps = 0;
            FineTuningSession session = Session($"cut{cut}", () =>
            {
                if (++steps == cut)
                {
                    stop.Cancel();
                }
            });
            Assert.ThrowsAny<OperationCanceledException>(() => session.Run(stop.Token));
            FineTuningOutcome outcome = Session($"cut{cut}").Run();
            Assert.Equal(whole.Recipe.LearningRate, outcome.Recipe.LearningRate);
            Assert.Equal(whole.Search.Select(entry => entry.Result.Top1), outcome.Search.Select(entry => entry.Result.Top1));
            Assert.Equal(whole.Finals.Select(final => final.Result.Top1), outcome.Finals.Select(final => final.Result.Top1));
            Assert.Equal(expected, outcome.Finals.Select(final => File.ReadAllBytes(Session($"cut{cut}").WeightsOf(final.Seed))));
        }
    }

    [Fact]
    public void A_point_that_diverges_is_not_chosen()
    {
        Recipe recipe = Recipe with { LearningRates = [1e30, 0.01], WeightDecays = [], Momentum = 0, Schedule = TrainingSchedule.Constant };
        FineTuningOutcome outcome = Session("run", recipe: recipe).Run();
        Assert.Contains("not finite", outcome.Search[0].Result.Failure, StringComparison.Ordinal);
        Assert.Equal(0.01, outcome.Recipe.LearningRate);
        var error = Assert.Throws<TrainingDivergedException>(
            () => Session("hopeless", recipe: recipe with { LearningRates = [1e30, 1e31] }).Run());
        Assert.StartsWith("none of 2 choices can be trained: the loss is not finite at step", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private FineTuningSession Session(string name, Action? onStep = null, Recipe? recipe = null) => new()
    {
        Network = _ => FineTunerTests.Small(dropout: 0.2),
        Initialization = _ => Initialization.Random,
        Recipe = recipe ?? Recipe,
        Data = _ => new FineTuningData(_ => new WaveImages(), new WaveImages(), _ => new WaveImages(), new WaveImages()),
        Directory = new RunDirectory(_folder.File(name)),
        FirstSeed = 3,
        SeedCount = 2,
        Watch = (title, _, _, train) =>
        {
            _titles.Add(title);
            train(_ => onStep?.Invoke());
        },
    };
}
