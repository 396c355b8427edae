namespace Ghn.Tensors.Kernels.Reference;

/// <summary>
/// Normalisations by their definition, in double precision. Layer, group and batch normalisation differ only in which numbers share
/// their statistics: a row, the maps of a group, a channel of the whole batch. The kernels of <c>Normalization/</c> are tested against it.
/// </summary>
internal static class ReferenceNormalization
{
    /// <summary>Numbers that share their statistics, shifted to mean 0 and scaled to variance 1.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="epsilon">What is added to the variance, which divides by their count, not by one less.</param>
    public static double[] Standardize(IReadOnlyCollection<double> values, double epsilon)
    {
        double mean = values.Average();
        double variance = values.Average(value => (value - mean) * (value - mean));
        return [.. values.Select(value => (value - mean) / Math.Sqrt(variance + epsilon))];
    }

    /// <summary>Exponentials over their sum. The largest number is subtracted first: that changes nothing but what overflows.</summary>
    public static double[] Softmax(IReadOnlyCollection<double> values)
    {
        double max = values.Max();
        double sum = values.Sum(value => Math.Exp(value - max));
        return [.. values.Select(value => Math.Exp(value - max) / sum)];
    }
}
