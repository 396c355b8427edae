using Ghn.Networks.State;
using Ghn.Tensors;
using Ghn.Training.Data;

namespace Ghn.Analysis.Measurements;

/// <summary>Adds the same noise to the images of a batch whichever network is to see them.</summary>
internal static class GaussianNoise
{
    /// <summary>Adds noise to normalised images, in place.</summary>
    /// <param name="images">[samples, channels, height, width].</param>
    /// <param name="deviation">The standard deviation of the noise, where 1 is full brightness.</param>
    /// <param name="statistics">How the images were normalised.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="batch">The place of the batch.</param>
    public static void Add(Tensor images, double deviation, ChannelStatistics statistics, ulong seed, int batch)
    {
        var random = new RandomSource(seed, $"noise on batch {batch}");
        RgbValue spread = statistics.Deviation;
        double[] scales = [deviation / spread.Red, deviation / spread.Green, deviation / spread.Blue];
        int pixels = images.Shape[2] * images.Shape[3];
        Span<float> values = images.Values;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] += (float)(scales[i / pixels % images.Shape[1]] * random.NextNormal());
        }
    }
}
