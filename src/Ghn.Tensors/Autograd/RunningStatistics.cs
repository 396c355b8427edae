namespace Ghn.Tensors.Autograd;

/// <summary>The statistics that batch normalisation gathers while training and uses afterwards.</summary>
/// <param name="Mean">The mean of each channel [channels].</param>
/// <param name="Variance">The unbiased variance of each channel [channels].</param>
/// <param name="BatchCount">How many batches went in, a scalar of int64; null where nobody counts.</param>
public sealed record RunningStatistics(Tensor Mean, Tensor Variance, Tensor? BatchCount)
{
    /// <summary>Moves the statistics towards those of a batch, in place.</summary>
    /// <param name="mean">The batch's means.</param>
    /// <param name="variance">The batch's biased variances.</param>
    /// <param name="population">How many values each was taken over.</param>
    /// <param name="momentum">The weight of the batch, as PyTorch counts it.</param>
    internal void Update(ReadOnlySpan<float> mean, ReadOnlySpan<float> variance, long population, double momentum)
    {
        double unbiased = (double)population / (population - 1);
        for (int channel = 0; channel < mean.Length; channel++)
        {
            Mean.Values[channel] = (float)(((1 - momentum) * Mean.Values[channel]) + (momentum * mean[channel]));
            Variance.Values[channel] = (float)(((1 - momentum) * Variance.Values[channel]) + (momentum * unbiased * variance[channel]));
        }

        if (BatchCount is not null)
        {
            BatchCount.Elements<long>()[0]++;
        }
    }
}
