using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.Tensors.Kernels.Normalization;

/// <summary>
/// Group normalisation of feature maps [samples, channels, …]: the channels of each sample are divided into groups of neighbours, and
/// each group is shifted and scaled by its own mean and variance, then each channel by its own shift and scale. A group is one stretch of
/// memory, so its statistics are those of a single map; the threads share the groups.
/// </summary>
internal static class GroupNormalization
{
    /// <summary>y = (x − mean)·weight / √(variance + ε) + bias, by the statistics of each sample's groups.</summary>
    /// <param name="x">The feature maps.</param>
    /// <param name="weight">The scale of each channel; null for 1.</param>
    /// <param name="bias">The shift of each channel; null for 0.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <param name="mean">Where the mean of each sample's groups goes [samples · groups].</param>
    /// <param name="variance">Where the biased variance of each sample's groups goes [samples · groups].</param>
    /// <param name="y">Where the result goes; may be the maps themselves.</param>
    public static unsafe void Apply(Tensor x, Tensor? weight, Tensor? bias, double epsilon, Tensor mean, Tensor variance, Tensor y)
    {
        var maps = new ChannelMaps(x);
        var results = new ChannelMaps(y);
        int groups = checked((int)mean.ElementCount);
        int size = maps.Samples * maps.Channels / groups;
        var stretches = new ChannelMaps(x.Reshape([1, groups, size * maps.Area]));
        stretches.ForChannels((first, end) =>
        {
            ChannelStatistics.Find(stretches, first, end, mean.Values, variance.Values);
            for (int map = first * size; map < end * size; map++)
            {
                (int group, int channel) = (map / size, map % maps.Channels);
                float factor = ScaleOf(weight, channel) * BatchNormalization.InverseDeviation(variance.Values[group], epsilon);
                float offset = (bias is null ? 0 : bias.Values[channel]) - (mean.Values[group] * factor);
                BatchNormalization.Map<IdentityFunction>(maps[map], null, results[map], maps.Area, factor, offset);
            }
        });
    }

    /// <summary>The scale of a channel.</summary>
    public static float ScaleOf(Tensor? weight, int channel) => weight is null ? 1 : weight.Values[channel];
}
