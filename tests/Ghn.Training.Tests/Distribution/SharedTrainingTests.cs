using Ghn.HyperNetworks;
using Ghn.Networks.Execution;
using Ghn.Tensors;
using Ghn.Training.Distribution;
using Ghn.Training.Engine;
using Ghn.Training.HyperNetworks;
using Ghn.Training.Runs;

namespace Ghn.Training.Tests;

/// <summary>Trainings whose steps several processes share, here threads.</summary>
public class SharedTrainingTests
{
    private const int StepCount = 3;

    [Theory]
    [InlineData(2, 4)]
    [InlineData(3, 5)]
    public void Processes_find_the_losses_and_gradients_of_one(int size, int metaBatch)
    {
        Outcome expected = Train(SingleProcess.Instance, metaBatch);
        Outcome[] outcomes = ThreadCommunicator.Run(size, processes => Train(processes, metaBatch));
        foreach (Outcome outcome in outcomes)
        {
            Assert.Equal(outcomes[0].Parameters, outcome.Parameters);
            foreach ((HyperNetworkStep one, HyperNetworkStep shared) in expected.Steps.Zip(outcome.Steps))
            {
                Assert.Equal(metaBatch, shared.Networks.Count);
                Assert.Equal(one.Loss, shared.Loss, 1e-4 * one.Loss);
                Assert.Equal(one.Accuracy, shared.Accuracy, 1e-12);
                Assert.Equal(one.GradientNorm, shared.GradientNorm, 1e-3 * one.GradientNorm);
                Assert.All(
                    one.Networks.Zip(shared.Networks), pair => Assert.Equal(pair.First.CrossEntropy, pair.Second.CrossEntropy, 1e-3));
            }

            double scale = expected.FirstGradients.Max(Math.Abs);
            Assert.All(expected.FirstGradients.Zip(outcome.FirstGradients), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * scale));
        }
    }

    [Fact]
    public void A_loss_that_is_not_finite_in_one_process_changes_nothing_in_any()
    {
        float[] before = Flat(SmallTraining.Ghn().Parameters);
        bool[] unchanged = ThreadCommunicator.Run(2, processes =>
        {
            using TrainableHyperNetwork ghn = SmallTraining.Ghn();
            using HyperNetworkTrainer trainer = Trainer(ghn, processes, metaBatch: 2, brokenBatch: processes.Rank == 1 ? 0 : -1);
            HyperNetworkStep? step = null;
            trainer.Run(until: 1, done => step = done);
            return step!.IsSkipped && trainer.Failures == 1 && Flat(ghn.Parameters).AsSpan().SequenceEqual(before);
        });
        Assert.Equal([true, true], unchanged);
    }

    [Fact]
    public void All_continue_from_what_the_first_has_taken_up()
    {
        using var folders = new TemporaryFolder();
        float[][] whole = ThreadCommunicator.Run(2, processes => Train(processes, folders.File("whole"), [StepCount]));
        float[][] pieces = ThreadCommunicator.Run(2, processes => Train(processes, folders.File("pieces"), [1, StepCount]));
        Assert.Equal(whole[0], pieces[0]);
        Assert.Equal(whole[0], pieces[1]);
    }

    [Fact]
    public void Processes_without_a_network_are_refused()
    {
        string[] complaints = ThreadCommunicator.Run(3, processes =>
        {
            using TrainableHyperNetwork ghn = SmallTraining.Ghn();
            return Assert.Throws<InvalidRequestException>(() => Trainer(ghn, processes, metaBatch: 2)).Message;
        });
        Assert.All(complaints, complaint => Assert.Contains(
            "2 networks a step do not give each of 3 processes one", complaint, StringComparison.Ordinal));
    }

    private static Outcome Train(ICommunicator processes, int metaBatch)
    {
        using TrainableHyperNetwork ghn = SmallTraining.Ghn();
        using HyperNetworkTrainer trainer = Trainer(ghn, processes, metaBatch);
        var steps = new List<HyperNetworkStep>();
        trainer.Run(until: 1, steps.Add);
        float[] gradients = Flat(ghn.Gradients);
        trainer.Run(StepCount, steps.Add);
        return new Outcome(steps, gradients, Flat(ghn.Parameters));
    }

    /// <summary>
    /// Trains in a folder, each time by processes that know nothing of what was before, but for the first one's checkpoint.
    /// </summary>
    private static float[] Train(ICommunicator processes, string folder, int[] until)
    {
        float[] parameters = [];
        foreach (int step in until)
        {
            using TrainableHyperNetwork ghn = SmallTraining.Ghn();
            using HyperNetworkTrainer trainer = Trainer(ghn, processes, metaBatch: 2);
            HyperNetworkRun? run = processes.Rank == 0
                ? new HyperNetworkRun(new RunDirectory(folder), trainer, logSteps: 1, TimeSpan.FromHours(1))
                : null;
            trainer.ShareState();
            if (run is null)
            {
                trainer.Run(step);
            }
            else
            {
                run.Run(step);
            }

            parameters = Flat(ghn.Parameters);
        }

        return parameters;
    }

    private static HyperNetworkTrainer Trainer(TrainableHyperNetwork ghn, ICommunicator processes, int metaBatch, int brokenBatch = -1) =>
        new(
        ghn,
        new HyperNetworkRecipe { Epochs = 3, MetaBatch = metaBatch },
        SmallTraining.Sampler(metaBatch),
        new NoiseImages(brokenBatch),
        seed: 2,
        processes);

    private static float[] Flat(StateDict tensors) => [.. tensors.SelectMany(entry => entry.Value.Values.ToArray())];

    private sealed record Outcome(IReadOnlyList<HyperNetworkStep> Steps, float[] FirstGradients, float[] Parameters);
}
