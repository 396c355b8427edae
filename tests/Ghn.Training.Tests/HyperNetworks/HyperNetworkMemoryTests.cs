using Ghn.HyperNetworks;
using Ghn.Tensors;

namespace Ghn.Training.Tests;

/// <summary>What the training of a GHN does to the memory pool, which all tests share: it runs alone.</summary>
[Collection("Memory of fine-tuning")]
public class HyperNetworkMemoryTests
{
    [Fact]
    public void Memory_does_not_grow_with_the_meta_batch()
    {
        long one = BytesOfStep(metaBatch: 1);
        long four = BytesOfStep(metaBatch: 4);
        Assert.InRange(four, 1, one * 5 / 4);
    }

    private static long BytesOfStep(int metaBatch)
    {
        using TrainableHyperNetwork ghn = SmallTraining.Ghn();
        using var learner = new HyperNetworkLearner(ghn, new HyperNetworkRecipe());
        using ImageBatch images = new NoiseImages().Batches(0).First();
        TrainingArchitecture[] networks = [.. Enumerable.Repeat(new TrainingArchitecture(SmallTraining.Architectures[0].ToNetwork()), metaBatch)];
        GC.Collect();
        GC.WaitForPendingFinalizers();
        MemoryPool.Trim();
        learner.Step(networks, images);
        return MemoryPool.RetainedBytes;
    }
}
