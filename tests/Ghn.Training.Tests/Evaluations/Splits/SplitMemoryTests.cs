using Ghn.Tensors.Memory;
using Ghn.Training.Evaluations.Splits;

namespace Ghn.Training.Tests;

/// <summary>What evaluations do to the memory pool, which all tests share: they run alone.</summary>
[Collection("Memory of fine-tuning")]
public sealed class SplitMemoryTests
{
    private const long Megabyte = 1 << 20;

    [Fact]
    public void Memory_is_kept_for_the_next_network_up_to_a_limit()
    {
        Assert.InRange(KeptBy(SmallSplit.Evaluator), Megabyte, SmallSplit.Evaluator.MaxIdleMemory);
        Assert.InRange(KeptBy(new SplitEvaluator(_ => new NoiseImages()) { MaxIdleMemory = 0 }), 0, Megabyte - 1);
    }

    private static long KeptBy(SplitEvaluator evaluator)
    {
        using var split = new SmallSplit();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        MemoryPool.Trim();
        evaluator.Evaluate(SmallSplit.Members, split.Predicted);
        return MemoryPool.RetainedBytes;
    }
}
