using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ghn.Tensors;

/// <summary>
/// Batch normalisation of feature maps [samples, channels, height, width]: each channel is shifted and scaled, by the
/// statistics of the batch or by those that were gathered over earlier ones. The threads share the channels, and all passes
/// over a channel follow each other, while its maps are in the cache.
/// </summary>
internal static unsafe class BatchNormalization
{
    /// <summary>y = (x − mean)·weight / √(variance + ε) + bias, by the batch's own statistics.</summary>
    /// <param name="x">The feature maps.</param>
    /// <param name="weight">The scale of each channel.</param>
    /// <param name="bias">The shift of each channel.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <param name="mean">Where the mean of each channel goes.</param>
    /// <param name="variance">Where the biased variance of each channel goes.</param>
    /// <param name="y">Where the result goes.</param>
    public static void ByBatch(Tensor x, Tensor weight, Tensor bias, double epsilon, Tensor mean, Tensor variance, Tensor y)
    {
        var source = new ChannelMaps(x);
        WorkerPool.For(source.Channels, channel =>
        {
            (mean.Values[channel], variance.Values[channel]) = Statistics(source, channel);
            Normalize(source, channel, weight, bias, epsilon, mean, variance, new ChannelMaps(y));
        });
    }

    /// <summary>The same by given statistics.</summary>
    public static void ByGiven(Tensor x, Tensor weight, Tensor bias, double epsilon, Tensor mean, Tensor variance, Tensor y)
    {
        var source = new ChannelMaps(x);
        WorkerPool.For(source.Channels, channel =>
            Normalize(source, channel, weight, bias, epsilon, mean, variance, new ChannelMaps(y)));
    }

    /// <summary>Computes the gradients of weight, bias and, if there is a place for it, input.</summary>
    /// <param name="x">The feature maps.</param>
    /// <param name="weight">The scale of each channel.</param>
    /// <param name="gradient">The gradient of the result.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <param name="mean">The mean of each channel.</param>
    /// <param name="variance">The biased variance of each channel.</param>
    /// <param name="isByBatch">Whether the statistics were the batch's own, and so depend on the input.</param>
    /// <param name="weightGradient">Where the gradient of the weight goes.</param>
    /// <param name="biasGradient">Where the gradient of the bias goes.</param>
    /// <param name="inputGradient">Where the gradient of the input goes; null if it is not wanted.</param>
    public static void Backward(
        Tensor x, Tensor weight, Tensor gradient, double epsilon, Tensor mean, Tensor variance, bool isByBatch,
        Tensor weightGradient, Tensor biasGradient, Tensor? inputGradient)
    {
        var inputs = new ChannelMaps(x);
        var gradients = new ChannelMaps(gradient);
        WorkerPool.For(inputs.Channels, channel =>
        {
            float centre = mean.Values[channel];
            float inverse = InverseDeviation(variance.Values[channel], epsilon);
            double sum = 0;
            double products = 0;
            for (int sample = 0; sample < inputs.Samples; sample++)
            {
                sum += TensorPrimitives.Sum(gradients.Values(sample, channel));
                products += DeviationProducts(inputs[sample, channel], gradients[sample, channel], inputs.Area, centre);
            }

            biasGradient.Values[channel] = (float)sum;
            weightGradient.Values[channel] = (float)(products * inverse);
            if (inputGradient is null)
            {
                return;
            }

            var results = new ChannelMaps(inputGradient);
            float meanGradient = isByBatch ? (float)(sum / inputs.Population) : 0;
            float slope = isByBatch ? (float)(products * inverse * inverse / inputs.Population) : 0;
            for (int sample = 0; sample < inputs.Samples; sample++)
            {
                Combine(
                    inputs[sample, channel], gradients[sample, channel], results[sample, channel], inputs.Area,
                    centre, weight.Values[channel] * inverse, meanGradient, slope);
            }
        });
    }

    /// <summary>The mean and the biased variance of a channel, in two passes.</summary>
    private static (float Mean, float Variance) Statistics(ChannelMaps maps, int channel)
    {
        double sum = 0;
        for (int sample = 0; sample < maps.Samples; sample++)
        {
            sum += TensorPrimitives.Sum(maps.Values(sample, channel));
        }

        float mean = (float)(sum / maps.Population);
        double squares = 0;
        for (int sample = 0; sample < maps.Samples; sample++)
        {
            squares += SquaredDeviations(maps[sample, channel], maps.Area, mean);
        }

        return (mean, (float)(squares / maps.Population));
    }

    private static void Normalize(
        ChannelMaps source, int channel, Tensor weight, Tensor bias, double epsilon, Tensor mean, Tensor variance, ChannelMaps target)
    {
        float factor = weight.Values[channel] * InverseDeviation(variance.Values[channel], epsilon);
        float offset = bias.Values[channel] - (mean.Values[channel] * factor);
        for (int sample = 0; sample < source.Samples; sample++)
        {
            Affine(source[sample, channel], target[sample, channel], source.Area, factor, offset);
        }
    }

    private static float InverseDeviation(float variance, double epsilon) => (float)(1 / Math.Sqrt(variance + epsilon));

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
