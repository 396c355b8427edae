using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ghn.Tensors;

/// <summary>
/// Batch normalisation of feature maps [samples, channels, height, width]: each channel is shifted and scaled, by the
/// statistics of the batch or by those that were gathered over earlier ones. The threads share the channels.
/// </summary>
internal static unsafe class BatchNormalization
{
    /// <summary>The mean and the (biased) variance of each channel, in two passes.</summary>
    public static void Statistics(Tensor x, Tensor mean, Tensor variance)
    {
        var maps = new ChannelMaps(x);
        float* means = (float*)mean.Data;
        float* variances = (float*)variance.Data;
        WorkerPool.For(maps.Channels, channel =>
        {
            double sum = 0;
            for (int sample = 0; sample < maps.Samples; sample++)
            {
                sum += TensorPrimitives.Sum(maps.Values(sample, channel));
            }

            means[channel] = (float)(sum / maps.Population);
            double squares = 0;
            for (int sample = 0; sample < maps.Samples; sample++)
            {
                squares += SquaredDeviations(maps[sample, channel], maps.Area, means[channel]);
            }

            variances[channel] = (float)(squares / maps.Population);
        });
    }

    /// <summary>y = (x − mean)·scale + shift for each channel, with one value of each of the three per channel.</summary>
    public static void Normalize(Tensor x, Tensor mean, Tensor scale, Tensor shift, Tensor y)
    {
        var source = new ChannelMaps(x);
        var target = new ChannelMaps(y);
        WorkerPool.For(source.Samples * source.Channels, plane =>
        {
            int channel = plane % source.Channels;
            float factor = scale.Values[channel];
            float offset = shift.Values[channel] - (mean.Values[channel] * factor);
            Affine(source[plane], target[plane], source.Area, factor, offset);
        });
    }

    /// <summary>For each channel, the sum of the gradient, and that of the gradient times the deviation of x from the mean.</summary>
    public static void GradientSums(Tensor x, Tensor gradient, Tensor mean, Tensor sum, Tensor sumOfProducts)
    {
        var inputs = new ChannelMaps(x);
        var gradients = new ChannelMaps(gradient);
        WorkerPool.For(inputs.Channels, channel =>
        {
            double total = 0;
            double products = 0;
            for (int sample = 0; sample < inputs.Samples; sample++)
            {
                total += TensorPrimitives.Sum(gradients.Values(sample, channel));
                products += DeviationProducts(inputs[sample, channel], gradients[sample, channel], inputs.Area, mean.Values[channel]);
            }

            sum.Values[channel] = (float)total;
            sumOfProducts.Values[channel] = (float)products;
        });
    }

    /// <summary>The input's gradient with a batch's own statistics: scale·(g − mean of g − (x − mean)·slope), for each channel.</summary>
    public static void InputGradient(
        Tensor x, Tensor gradient, Tensor mean, Tensor scale, Tensor meanGradient, Tensor slope, Tensor inputGradient)
    {
        var inputs = new ChannelMaps(x);
        var gradients = new ChannelMaps(gradient);
        var results = new ChannelMaps(inputGradient);
        WorkerPool.For(inputs.Samples * inputs.Channels, plane =>
        {
            int channel = plane % inputs.Channels;
            Combine(
                inputs[plane], gradients[plane], results[plane], inputs.Area,
                mean.Values[channel], scale.Values[channel], meanGradient.Values[channel], slope.Values[channel]);
        });
    }

    /// <summary>The input's gradient with given statistics: scale·g, for each channel.</summary>
    public static void InputGradient(Tensor gradient, Tensor scale, Tensor inputGradient)
    {
        var gradients = new ChannelMaps(gradient);
        var results = new ChannelMaps(inputGradient);
        WorkerPool.For(gradients.Samples * gradients.Channels, plane =>
            Affine(gradients[plane], results[plane], gradients.Area, scale.Values[plane % gradients.Channels], 0));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Affine(float* x, float* y, int count, float factor, float offset)
    {
        int i = 0;
        var factors = Vector512.Create(factor);
        var offsets = Vector512.Create(offset);
        for (; i <= count - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            Vector512.FusedMultiplyAdd(Vector512.Load(x + i), factors, offsets).Store(y + i);
        }

        for (; i < count; i++)
        {
            y[i] = MathF.FusedMultiplyAdd(x[i], factor, offset);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Combine(
        float* x, float* gradient, float* result, int count, float mean, float scale, float meanGradient, float slope)
    {
        int i = 0;
        for (; i <= count - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            Vector512<float> deviation = Vector512.Load(x + i) - Vector512.Create(mean);
            Vector512<float> centred = Vector512.Load(gradient + i) - Vector512.Create(meanGradient);
            ((centred - (deviation * slope)) * scale).Store(result + i);
        }

        for (; i < count; i++)
        {
            result[i] = (gradient[i] - meanGradient - ((x[i] - mean) * slope)) * scale;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float SquaredDeviations(float* x, int count, float mean)
    {
        int i = 0;
        Vector512<float> sums = Vector512<float>.Zero;
        for (; i <= count - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            Vector512<float> deviation = Vector512.Load(x + i) - Vector512.Create(mean);
            sums = Vector512.FusedMultiplyAdd(deviation, deviation, sums);
        }

        float sum = Vector512.Sum(sums);
        for (; i < count; i++)
        {
            sum += (x[i] - mean) * (x[i] - mean);
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float DeviationProducts(float* x, float* gradient, int count, float mean)
    {
        int i = 0;
        Vector512<float> sums = Vector512<float>.Zero;
        for (; i <= count - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            Vector512<float> deviation = Vector512.Load(x + i) - Vector512.Create(mean);
            sums = Vector512.FusedMultiplyAdd(deviation, Vector512.Load(gradient + i), sums);
        }

        float sum = Vector512.Sum(sums);
        for (; i < count; i++)
        {
            sum += (x[i] - mean) * gradient[i];
        }

        return sum;
    }
}
