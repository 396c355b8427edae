using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Ghn.Tensors.Kernels.Elementwise;
using Ghn.Tensors.Kernels.Vectors;

namespace Ghn.Tensors.Kernels.Normalization;

/// <summary>
/// Batch normalisation of feature maps [samples, channels, height, width]: each channel is shifted and scaled, by the
/// statistics of the batch or by those that were gathered over earlier ones. What often follows, a sum with other maps and
/// an activation, is done to each value before it is stored: memory, not arithmetic, is what these operations wait for.
/// The threads share the channels, and all passes over a channel follow each other, while its maps are in the cache.
/// </summary>
internal static unsafe class BatchNormalization
{
    private const int VectorWidth = PartialVector.VectorWidth;

    /// <summary>y = f((x − mean)·weight / √(variance + ε) + bias + addend), by the batch's own statistics.</summary>
    /// <typeparam name="TFunction">f.</typeparam>
    /// <param name="x">The feature maps.</param>
    /// <param name="weight">The scale of each channel.</param>
    /// <param name="bias">The shift of each channel.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <param name="addend">What is added to the maps, of their shape; null for nothing.</param>
    /// <param name="mean">Where the mean of each channel goes.</param>
    /// <param name="variance">Where the biased variance of each channel goes.</param>
    /// <param name="y">Where the result goes.</param>
    public static void WithBatchStatistics<TFunction>(
        Tensor x, Tensor weight, Tensor bias, double epsilon, Tensor? addend, Tensor mean, Tensor variance, Tensor y)
        where TFunction : struct, IElementwiseFunction
    {
        var source = new ChannelMaps(x);
        source.ForChannels((first, end) =>
        {
            ChannelStatistics.Find(source, first, end, mean.Values, variance.Values);
            for (int sample = 0; sample < source.Samples; sample++)
            {
                int start = sample * source.Channels;
                Normalize<TFunction>(source, start + first, start + end, weight, bias, epsilon, addend, mean, variance, new ChannelMaps(y));
            }
        });
    }

    /// <summary>The same by given statistics; the result may take the place of the maps.</summary>
    /// <typeparam name="TFunction">f.</typeparam>
    public static void WithGivenStatistics<TFunction>(
        Tensor x, Tensor weight, Tensor bias, double epsilon, Tensor? addend, Tensor mean, Tensor variance, Tensor y)
        where TFunction : struct, IElementwiseFunction
    {
        var source = new ChannelMaps(x);
        source.ForMaps((first, end) =>
            Normalize<TFunction>(source, first, end, weight, bias, epsilon, addend, mean, variance, new ChannelMaps(y)));
    }

    /// <summary>What a channel is multiplied by, and what is then added.</summary>
    public static (float Factor, float Offset) Affine(
        int channel, Tensor weight, Tensor bias, double epsilon, Tensor mean, Tensor variance)
    {
        float factor = weight.Values[channel] * InverseDeviation(variance.Values[channel], epsilon);
        return (factor, bias.Values[channel] - (mean.Values[channel] * factor));
    }

    /// <summary>1 / √(variance + ε).</summary>
    public static float InverseDeviation(float variance, double epsilon) => (float)(1 / Math.Sqrt(variance + epsilon));

    private static void Normalize<TFunction>(
        in ChannelMaps source, int first, int end, Tensor weight, Tensor bias, double epsilon, Tensor? addend,
        Tensor mean, Tensor variance, in ChannelMaps target)
        where TFunction : struct, IElementwiseFunction
    {
        for (int map = first; map < end; map++)
        {
            (float factor, float offset) = Affine(map % source.Channels, weight, bias, epsilon, mean, variance);
            float* added = addend is null ? null : new ChannelMaps(addend)[map];
            Map<TFunction>(source[map], added, target[map], source.Area, factor, offset);
        }
    }

    /// <summary>y = f(x·factor + offset + addend) for the values of a map; a null addend stands for nothing.</summary>
    /// <typeparam name="TFunction">f.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Map<TFunction>(float* x, float* addend, float* y, int count, float factor, float offset)
        where TFunction : struct, IElementwiseFunction
    {
        Vector512<float> factors = Vector512.Create(factor);
        Vector512<float> offsets = Vector512.Create(offset);
        int whole = count - (count % VectorWidth);
        if (addend is null)
        {
            for (int i = 0; i < whole; i += VectorWidth)
            {
                TFunction.Value(Vector512.FusedMultiplyAdd(Vector512.Load(x + i), factors, offsets)).Store(y + i);
            }
        }
        else
        {
            for (int i = 0; i < whole; i += VectorWidth)
            {
                Vector512<float> normalized = Vector512.FusedMultiplyAdd(Vector512.Load(x + i), factors, offsets);
                TFunction.Value(normalized + Vector512.Load(addend + i)).Store(y + i);
            }
        }

        if (whole < count)
        {
            int rest = count - whole;
            Vector512<float> value = Vector512.FusedMultiplyAdd(PartialVector.Load(x + whole, rest), factors, offsets);
            value += addend is null ? default : PartialVector.Load(addend + whole, rest);
            PartialVector.Store(TFunction.Value(value), y + whole, rest);
        }
    }
}
