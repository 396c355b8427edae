using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Ghn.Tensors.Kernels.Vectors;

namespace Ghn.Tensors.Kernels.Normalization;

/// <summary>
/// Mean and variance of channels. Each map is read for its mean, and again for the squared deviations from it while it is in
/// the nearest cache; the maps of a channel are then joined (Chan et al., 1979).
/// </summary>
internal static unsafe class ChannelStatistics
{
    private const int VectorWidth = PartialVector.VectorWidth;

    /// <summary>Finds the statistics of some channels.</summary>
    /// <param name="maps">The maps.</param>
    /// <param name="first">The first channel.</param>
    /// <param name="end">The channel after the last.</param>
    /// <param name="mean">Where the mean of each channel goes.</param>
    /// <param name="variance">Where the biased variance of each channel goes.</param>
    public static void Find(in ChannelMaps maps, int first, int end, Span<float> mean, Span<float> variance)
    {
        Span<Joined> channels = stackalloc Joined[end - first];
        channels.Clear();
        for (int sample = 0; sample < maps.Samples; sample++)
        {
            for (int channel = first; channel < end; channel++)
            {
                float* map = maps[sample, channel];
                float centre = Sum(map, maps.Area) / maps.Area;
                channels[channel - first].Join(centre, SquaredDeviations(map, maps.Area, centre), maps.Area);
            }
        }

        for (int channel = first; channel < end; channel++)
        {
            Joined joined = channels[channel - first];
            mean[channel] = (float)joined.Mean;
            variance[channel] = (float)(joined.Squares / maps.Population);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Sum(float* x, int count)
    {
        Vector512<float> even = default;
        Vector512<float> odd = default;
        int i = 0;
        for (; i <= count - (2 * VectorWidth); i += 2 * VectorWidth)
        {
            even += Vector512.Load(x + i);
            odd += Vector512.Load(x + i + VectorWidth);
        }

        for (; i < count; i += VectorWidth)
        {
            even += PartialVector.Load(x + i, count - i);
        }

        return Vector512.Sum(even + odd);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float SquaredDeviations(float* x, int count, float mean)
    {
        Vector512<float> centre = Vector512.Create(mean);
        Vector512<float> even = default;
        Vector512<float> odd = default;
        int i = 0;
        for (; i <= count - (2 * VectorWidth); i += 2 * VectorWidth)
        {
            Vector512<float> first = Vector512.Load(x + i) - centre;
            Vector512<float> second = Vector512.Load(x + i + VectorWidth) - centre;
            even = Vector512.FusedMultiplyAdd(first, first, even);
            odd = Vector512.FusedMultiplyAdd(second, second, odd);
        }

        for (; i < count; i += VectorWidth)
        {
            Vector512<float> deviation = PartialVector.Load(x + i, count - i, mean) - centre;
            even = Vector512.FusedMultiplyAdd(deviation, deviation, even);
        }

        return Vector512.Sum(even + odd);
    }

    /// <summary>The mean of some maps and the squared deviations of their values from it.</summary>
    private struct Joined
    {
        private int _maps;

        public double Mean { get; private set; }

        public double Squares { get; private set; }

        public void Join(float mean, float squares, int area)
        {
            double difference = mean - Mean;
            Squares += squares + (difference * difference * area * _maps / (_maps + 1));
            Mean += difference / ++_maps;
        }
    }
}
