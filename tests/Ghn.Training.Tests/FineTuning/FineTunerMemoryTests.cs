using Ghn.Networks;
using Ghn.Networks.Execution;
using Ghn.Tensors;
using Ghn.Tensors.Memory;
using Ghn.Training.Engine;
using Ghn.Training.FineTuning;
using Ghn.Training.Optimization;

namespace Ghn.Training.Tests;

/// <summary>The tests that watch the memory pool, which all tests share, run alone.</summary>
[CollectionDefinition("Memory of fine-tuning", DisableParallelization = true)]
public static class FineTunerMemoryAlone;

[Collection("Memory of fine-tuning")]
public sealed class FineTunerMemoryTests
{
    [Fact]
    public void Steps_in_steady_state_allocate_nothing_and_leave_the_collector_alone()
    {
        Network network = FineTunerTests.Small(dropout: 0.2);
        using StateDict weights = FineTunerTests.Waves(network);
        using var tuner = new FineTuner(
            network, weights, new Recipe { MaxGradientNorm = 1, Optimizer = OptimizerKind.AdamW }, new WaveImages());
        tuner.Run(6);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var retained = new HashSet<long>();
        int collections = GC.CollectionCount(2);
        tuner.Run(30, _ => retained.Add(MemoryPool.RetainedBytes));
        Assert.Single(retained);
        Assert.Equal(collections, GC.CollectionCount(2));
    }
}
