using Ghn.HyperNetworks;
using Ghn.Networks.DeepNets;
using Ghn.Networks.Execution;
using Ghn.Tensors;
using Ghn.Tensors.Formats;
using Ghn.Training.Engine;
using Ghn.Training.HyperNetworks;
using Ghn.Training.Optimization;
using Ghn.Training.Runs;

namespace Ghn.Training.Tests;

/// <summary>What trainings of GHNs promise besides their numbers.</summary>
public class HyperNetworkTrainerTests
{
    [Fact]
    public void Interrupted_wherever_it_comes_to_the_same_ghn_and_log()
    {
        using var folders = new TemporaryFolder();
        using TrainableHyperNetwork whole = SmallTraining.Ghn();
        Train(whole, folders.File("whole"), [9]);
        using TrainableHyperNetwork last = SmallTraining.Ghn();
        Train(SmallTraining.Ghn(), folders.File("pieces"), [2]);
        Train(SmallTraining.Ghn(), folders.File("pieces"), [5]);
        Train(last, folders.File("pieces"), [9]);

        Assert.All(whole.Parameters, entry => Assert.Equal(entry.Value.Values.ToArray(), last.Parameters[entry.Key].Values.ToArray()));
        Assert.Equal(TimelessRows(folders.File("whole")), TimelessRows(folders.File("pieces")));
        using StateDict saved = StateDict.Load(Path.Combine(folders.File("pieces"), HyperNetworkRun.GhnName));
        Assert.All(whole.Parameters, entry => Assert.Equal(entry.Value.Values.ToArray(), saved[entry.Key].Values.ToArray()));
    }

    [Fact]
    public void Saved_in_the_middle_of_a_step_it_continues_from_the_last_whole_one()
    {
        using var folders = new TemporaryFolder();
        using TrainableHyperNetwork whole = SmallTraining.Ghn();
        HyperNetworkRun? run = null;
        var architectures = new WatchedArchitectures(SmallTraining.Architectures);
        using HyperNetworkTrainer watched = Trainer(whole, architectures);
        run = new HyperNetworkRun(new RunDirectory(folders.File("whole")), watched, logSteps: 2, TimeSpan.FromHours(1));
        architectures.Taken += count =>
        {
            // Five steps of two networks each are done, and the first network of the sixth is taken.
            if (count == 11)
            {
                Task.Run(run.SaveNow).Wait();
                CopyFiles(folders.File("whole"), folders.File("saved"));
            }
        };
        run.Run(until: 9);

        using TrainableHyperNetwork continued = SmallTraining.Ghn();
        using HyperNetworkTrainer trainer = Trainer(continued, SmallTraining.Architectures);
        var rest = new HyperNetworkRun(new RunDirectory(folders.File("saved")), trainer, logSteps: 2, TimeSpan.FromHours(1));
        Assert.Equal((5, 10), (trainer.Step, trainer.ArchitecturesTaken));
        rest.Run(until: 9);
        Assert.All(whole.Parameters, entry => Assert.Equal(entry.Value.Values.ToArray(), continued.Parameters[entry.Key].Values.ToArray()));
        Assert.Equal(TimelessRows(folders.File("whole")), TimelessRows(folders.File("saved")));
    }

    [Fact]
    public void Stopped_in_the_middle_of_a_step_it_makes_no_more_of_it_and_continues_as_if_nothing_were()
    {
        using TrainableHyperNetwork whole = SmallTraining.Ghn();
        using HyperNetworkTrainer undisturbed = SmallTraining.Trainer(whole);
        undisturbed.Run(until: 9);

        using TrainableHyperNetwork ghn = SmallTraining.Ghn();
        var architectures = new WatchedArchitectures(SmallTraining.Architectures);
        using HyperNetworkTrainer trainer = Trainer(ghn, architectures);
        using var stop = new CancellationTokenSource();
        architectures.Taken += count =>
        {
            if (count == 12)
            {
                stop.Cancel();
            }
        };
        Assert.Throws<OperationCanceledException>(() => trainer.Run(until: 9, cancellation: stop.Token));
        Assert.Equal((5, 10), (trainer.Step, trainer.ArchitecturesTaken));
        trainer.Run(until: 9);
        Assert.All(whole.Parameters, entry => Assert.Equal(entry.Value.Values.ToArray(), ghn.Parameters[entry.Key].Values.ToArray()));
    }

    [Fact]
    public void A_loss_that_is_not_finite_changes_nothing()
    {
        using TrainableHyperNetwork ghn = SmallTraining.Ghn();
        float[] before = ghn.Parameters["ln.weight"].Values.ToArray();
        using HyperNetworkTrainer trainer = SmallTraining.Trainer(ghn, brokenBatch: 0);
        HyperNetworkStep? failed = null;
        trainer.Run(until: 1, step => failed = step);
        Assert.True(failed!.IsSkipped);
        Assert.Equal(1, trainer.Failures);
        Assert.Equal(before, ghn.Parameters["ln.weight"].Values.ToArray());
        trainer.Run(until: 2, step => failed = step);
        Assert.False(failed.IsSkipped);
    }

    [Fact]
    public void Too_many_such_losses_in_an_epoch_end_the_training()
    {
        using TrainableHyperNetwork ghn = SmallTraining.Ghn();
        ghn.Parameters["ln.weight"].Values.Fill(float.NaN);
        using HyperNetworkTrainer trainer = SmallTraining.Trainer(ghn);
        Assert.Throws<TrainingDivergedException>(() => trainer.Run(until: 3));
    }

    [Fact]
    public void The_learning_rate_follows_the_papers_schedules_epoch_by_epoch()
    {
        using TrainableHyperNetwork ghn = SmallTraining.Ghn();
        using HyperNetworkTrainer ghn3 = SmallTraining.Trainer(ghn, HyperNetworkRecipes.Ghn3);
        Assert.Equal(1e-5, ghn3.LearningRate, 1e-12);
        (int Epoch, double Rate)[] expected = [(0, 1e-3), (199, 1e-3), (200, 1e-4), (250, 1e-5)];
        Assert.All(
            expected, entry => Assert.Equal(entry.Rate, HyperNetworkRecipes.Ghn2.LearningRateAt(entry.Epoch * 3, stepsPerEpoch: 3), 1e-12));
    }

    [Fact]
    public void The_cosine_of_steps_rises_for_a_fiftieth_of_them_and_ends_at_zero()
    {
        HyperNetworkRecipe recipe = new() { Epochs = 4, LearningRate = 1e-3, Schedule = TrainingSchedule.StepCosine };
        double[] rates = [.. Enumerable.Range(0, 4000).Select(step => recipe.LearningRateAt(step, stepsPerEpoch: 1000))];
        Assert.Equal(1e-5, rates[0], 1e-12);
        Assert.Equal(80, rates.IndexOf(1e-3));
        Assert.Equal(5e-4, rates[80 + ((4000 - 80) / 2)], 1e-9);
        Assert.InRange(rates[^1], 0, 1e-9);
        Assert.All(rates.Zip(rates.Skip(1)).Skip(80), pair => Assert.True(pair.Second < pair.First));
    }

    private static void Train(TrainableHyperNetwork ghn, string folder, int[] until)
    {
        using HyperNetworkTrainer trainer = SmallTraining.Trainer(ghn);
        var run = new HyperNetworkRun(new RunDirectory(folder), trainer, logSteps: 2, TimeSpan.FromHours(1));
        foreach (int step in until)
        {
            run.Run(step);
        }
    }

    private static HyperNetworkTrainer Trainer(TrainableHyperNetwork ghn, IReadOnlyList<DeepNet> architectures) => new(
        ghn,
        new HyperNetworkRecipe { Epochs = 3, MetaBatch = 2 },
        new MetaBatchSampler(architectures, metaBatch: 2, SmallTraining.ClassCount, SmallTraining.ImageSize, seed: 1),
        new NoiseImages(),
        seed: 2);

    private static void CopyFiles(string source, string target)
    {
        Directory.CreateDirectory(target);
        foreach (string file in Directory.EnumerateFiles(source))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }
    }

    /// <summary>The log without the columns that tell the time.</summary>
    private static string[] TimelessRows(string folder) =>
        [.. File.ReadLines(Path.Combine(folder, TrainingLog.TableName)).Select(row => string.Join(',', row.Split(',')[..^2]))];
}
