using Ghn.HyperNetworks;
using Ghn.Networks.State;
using Ghn.Tensors;
using Ghn.Tensors.Threading;
using Ghn.Training.Data;
using Ghn.Training.HyperNetworks;

namespace Ghn.Training.Tests;

/// <summary>What several threads learn at once.</summary>
public class GradientAccumulatorsTests
{
    private const int BatchSize = 4;

    [Fact]
    public void One_thread_finds_the_gradients_that_several_find_to_the_last_bit()
    {
        using TrainableHyperNetwork ghn = SmallTraining.Ghn();
        using var learner = new HyperNetworkLearner(ghn, new HyperNetworkRecipe());
        using ImageBatch images = Images(SmallTraining.ImageSize);
        IReadOnlyList<TrainingArchitecture> networks = SmallTraining.Sampler(metaBatch: 5).Next();
        HyperNetworkStep together = learner.FindGradients(networks, images, seed: 3);
        Dictionary<string, float[]> gradients = ghn.Gradients.ToDictionary(entry => entry.Key, entry => entry.Value.Values.ToArray());
        HyperNetworkStep? alone = null;
        OnThisThreadAlone(() => alone = learner.FindGradients(networks, images, seed: 3));
        Assert.Equal(together.Networks, alone!.Networks);
        Assert.All(ghn.Gradients, entry => Assert.Equal(gradients[entry.Key], entry.Value.Values.ToArray()));
        Assert.Contains(gradients, entry => entry.Value.Any(value => value != 0));
    }

    [Fact]
    public void The_gradients_of_a_step_are_the_mean_of_those_of_its_networks()
    {
        using TrainableHyperNetwork ghn = SmallTraining.Ghn();
        using var learner = new HyperNetworkLearner(ghn, new HyperNetworkRecipe());
        using ImageBatch images = Images(SmallTraining.ImageSize);
        IReadOnlyList<TrainingArchitecture> networks = SmallTraining.Sampler(metaBatch: 3).Next();
        var means = ghn.Gradients.ToDictionary(entry => entry.Key, entry => new double[entry.Value.ElementCount]);
        foreach (TrainingArchitecture network in networks)
        {
            learner.FindGradients([network], images, seed: 3);
            foreach ((string name, Tensor gradient) in ghn.Gradients)
            {
                foreach ((int i, float value) in gradient.Values.ToArray().Index())
                {
                    means[name][i] += value / (double)networks.Count;
                }
            }
        }

        learner.FindGradients(networks, images, seed: 3);
        double largest = means.Max(entry => entry.Value.Max(Math.Abs));
        Assert.All(ghn.Gradients, entry => Assert.All(
            means[entry.Key].Zip(entry.Value.Values.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-6 * largest)));
    }

    [Fact]
    public void A_network_that_cannot_be_run_leaves_the_accumulators_to_the_next_step()
    {
        using TrainableHyperNetwork ghn = SmallTraining.Ghn();
        using var learner = new HyperNetworkLearner(ghn, new HyperNetworkRecipe());
        IReadOnlyList<TrainingArchitecture> networks = SmallTraining.Sampler(metaBatch: 4).Next();
        using ImageBatch good = Images(SmallTraining.ImageSize);
        using var bad = new ImageBatch(Tensor.Zeros([BatchSize, 1, SmallTraining.ImageSize, SmallTraining.ImageSize]), new int[BatchSize]);
        double before = learner.FindGradients(networks, good).Loss;
        Assert.ThrowsAny<Exception>(() => learner.FindGradients(networks, bad));
        Assert.Equal(before, learner.FindGradients(networks, good).Loss);
    }

    /// <summary>Inside a loop over the threads, further loops run on their thread alone.</summary>
    private static void OnThisThreadAlone(Action action) => WorkerPool.For(2, index =>
    {
        if (index == 0)
        {
            action();
        }
    });

    private static ImageBatch Images(int size) => new(
        Initializer.Normal(1).Create([BatchSize, 3, size, size], new RandomSource(1, "images")), [.. Enumerable.Range(0, BatchSize)]);
}
