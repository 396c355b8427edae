using Ghn.HyperNetworks;
using Ghn.Tensors.Memory;
using Ghn.Tensors.Threading;
using Ghn.Training.Data;
using Ghn.Training.HyperNetworks;

namespace Ghn.Training.Tests;

/// <summary>What the training of a GHN does to the memory pool, which all tests share: it runs alone.</summary>
[Collection("Memory of fine-tuning")]
public class HyperNetworkMemoryTests
{
    [Fact]
    public void A_step_needs_the_memory_of_one_network_on_each_thread_however_large_the_meta_batch()
    {
        long one = BytesOfStep(metaBatch: 1);
        long many = BytesOfStep(metaBatch: 4 * WorkerPool.ThreadCount);
        Assert.InRange(many, 1, WorkerPool.ThreadCount * one * 5 / 4);
    }

    private static long BytesOfStep(int metaBatch)
    {
        using TrainableHyperNetwork ghn = SmallTraining.Ghn();
        using var learner = new HyperNetworkLearner(ghn, new HyperNetworkRecipe());
        using ImageBatch images = new NoiseImages().Batches(0).First();
        TrainingArchitecture[] networks =
            [.. Enumerable.Repeat(new TrainingArchitecture(SmallTraining.Architectures[0].ToNetwork()), metaBatch)];
        GC.Collect();
        GC.WaitForPendingFinalizers();
        MemoryPool.Trim();
        learner.Step(networks, images);
        return MemoryPool.RetainedBytes;
    }
}
