using Ghn.Tensors;
using Ghn.Tensors.Kernels.Elementwise;
using Ghn.Training.Evaluations;

namespace Ghn.Training.Tests;

/// <summary>Whether weights come with statistics is told by the statistics, not by their counter alone.</summary>
public class GatheredStatisticsTests
{
    [Theory]
    [InlineData(false, 0f, 1f, null)]
    [InlineData(false, 0f, 1f, 0L)]
    [InlineData(true, 0f, 1f, 3L)]
    [InlineData(true, 0.5f, 1f, null)]
    [InlineData(true, 0.5f, 1f, 0L)]
    [InlineData(true, 0f, 0.5f, 0L)]
    public void Statistics_that_are_not_a_new_network_s_were_gathered(bool areGathered, float mean, float variance, long? counter)
    {
        foreach (string prefix in (string[])["bn1.", "module.layer1.0.bn2."])
        {
            using var weights = new StateDict
            {
                { $"{prefix}weight", Tensor.From<float>([5], [1]) },
                { $"{prefix}running_mean", Tensor.From<float>([0, mean], [2]) },
                { $"{prefix}running_var", Conversion.ToFloat16(Tensor.From<float>([1, variance], [2])) },
            };
            if (counter is long count)
            {
                weights.Add($"{prefix}num_batches_tracked", Tensor.From<long>([count], []));
            }

            Assert.Equal(areGathered, BatchNormStatistics.AreGatheredIn(weights));
        }
    }

    [Fact]
    public void Counters_of_32_bits_count() =>
        Assert.True(BatchNormStatistics.AreGatheredIn(new StateDict { { "bn1.num_batches_tracked", Tensor.From<int>([1], [1]) } }));
}
