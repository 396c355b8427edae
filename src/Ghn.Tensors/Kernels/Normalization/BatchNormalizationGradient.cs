using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Ghn.Tensors.Kernels.Elementwise;
using Ghn.Tensors.Kernels.Vectors;

namespace Ghn.Tensors.Kernels.Normalization;

/// <summary>
/// The backward pass of <see cref="BatchNormalization"/>: y = f(z + addend) with z the normalised maps. A first pass over a
/// channel takes the gradient back through f, whose argument is computed again rather than kept, and finds the gradients of
/// weight and bias; a second one finds the gradient of the maps.
/// </summary>
internal readonly unsafe struct BatchNormalizationGradient<TFunction>
    where TFunction : struct, IElementwiseFunction
{
    private const int VectorWidth = PartialVector.VectorWidth;

    private static bool IsIdentity => typeof(TFunction) == typeof(IdentityFunction);

    /// <summary>The feature maps.</summary>
    public required Tensor X { get; init; }

    /// <summary>The result, where <typeparamref name="TFunction"/> had more than the maps to act on; else null.</summary>
    public required Tensor? Y { get; init; }

    /// <summary>The scale of each channel.</summary>
    public required Tensor Weight { get; init; }

    /// <summary>The shift of each channel.</summary>
    public required Tensor Bias { get; init; }

    /// <summary>What is added to the variance.</summary>
    public required double Epsilon { get; init; }

    /// <summary>The mean of each channel.</summary>
    public required Tensor Mean { get; init; }

    /// <summary>The biased variance of each channel.</summary>
    public required Tensor Variance { get; init; }

    /// <summary>Whether the statistics were the batch's own, and so depend on the maps.</summary>
    public required bool UsesBatchStatistics { get; init; }

    /// <summary>Computes the gradients.</summary>
    /// <param name="gradient">The gradient of the result.</param>
    /// <param name="sumGradient">
    /// Where the gradient of f's argument goes: for the identity that is <paramref name="gradient"/> itself.
    /// </param>
    /// <param name="weightGradient">Where the gradient of the weight goes.</param>
    /// <param name="biasGradient">Where the gradient of the bias goes.</param>
    /// <param name="inputGradient">Where the gradient of the maps goes.</param>
    public void Find(Tensor gradient, Tensor sumGradient, Tensor weightGradient, Tensor biasGradient, Tensor inputGradient)
    {
        BatchNormalizationGradient<TFunction> self = this;
        var upstream = new ChannelMaps(gradient);
        var inner = new ChannelMaps(sumGradient);
        var results = new ChannelMaps(inputGradient);
        upstream.ForChannels((first, end) =>
        {
            self.FindSums(upstream, inner, first, end, weightGradient.Values, biasGradient.Values);
            self.FindInputGradient(inner, results, first, end, weightGradient.Values, biasGradient.Values);
        });
    }

    private void FindSums(
        in ChannelMaps upstream, in ChannelMaps inner, int first, int end, Span<float> weightGradient, Span<float> biasGradient)
    {
        var x = new ChannelMaps(X);
        Span<(double Products, double Sum)> sums = stackalloc (double, double)[end - first];
        sums.Clear();
        for (int sample = 0; sample < x.Samples; sample++)
        {
            for (int channel = first; channel < end; channel++)
            {
                float* result = Y is null ? null : new ChannelMaps(Y)[sample, channel];
                (float factor, float offset) = BatchNormalization.Affine(channel, Weight, Bias, Epsilon, Mean, Variance);
                (float products, float sum) = Sums(
                    x[sample, channel], result, upstream[sample, channel], inner[sample, channel], x.Area, factor, offset,
                    Mean.Values[channel]);
                sums[channel - first].Products += products;
                sums[channel - first].Sum += sum;
            }
        }

        for (int channel = first; channel < end; channel++)
        {
            weightGradient[channel] = (float)(sums[channel - first].Products * InverseDeviation(channel));
            biasGradient[channel] = (float)sums[channel - first].Sum;
        }
    }

    private void FindInputGradient(
        in ChannelMaps inner, in ChannelMaps results, int first, int end, ReadOnlySpan<float> weightGradient,
        ReadOnlySpan<float> biasGradient)
    {
        var x = new ChannelMaps(X);
        for (int sample = 0; sample < x.Samples; sample++)
        {
            for (int channel = first; channel < end; channel++)
            {
                float inverse = InverseDeviation(channel);
                float meanGradient = UsesBatchStatistics ? (float)((double)biasGradient[channel] / x.Population) : 0;
                float slope = UsesBatchStatistics ? (float)((double)weightGradient[channel] * inverse / x.Population) : 0;
                Combine(
                    x[sample, channel], inner[sample, channel], results[sample, channel], x.Area,
                    Mean.Values[channel], Weight.Values[channel] * inverse, meanGradient, slope);
            }
        }
    }

    private float InverseDeviation(int channel) => BatchNormalization.InverseDeviation(Variance.Values[channel], Epsilon);

    /// <summary>
    /// Takes the gradient of a map back through f; returns its sum and that of its products with the deviations from the mean.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (float Products, float Sum) Sums(
        float* x, float* y, float* gradient, float* inner, int count, float factor, float offset, float mean)
    {
        Vector512<float> factors = Vector512.Create(factor);
        Vector512<float> offsets = Vector512.Create(offset);
        Vector512<float> centre = Vector512.Create(mean);
        Vector512<float> products = default;
        Vector512<float> sum = default;
        int whole = count - (count % VectorWidth);
        for (int i = 0; i < whole; i += VectorWidth)
        {
            Vector512<float> at = Vector512.Load(x + i);
            Vector512<float> upstream = Vector512.Load(gradient + i);
            if (!IsIdentity)
            {
                Vector512<float> point = y is null ? PointOf(Vector512.FusedMultiplyAdd(at, factors, offsets)) : Vector512.Load(y + i);
                upstream *= TFunction.Derivative(point);
                upstream.Store(inner + i);
            }

            sum += upstream;
            products = Vector512.FusedMultiplyAdd(at - centre, upstream, products);
        }

        if (whole < count)
        {
            int rest = count - whole;
            Vector512<float> at = PartialVector.Load(x + whole, rest);
            Vector512<float> upstream = PartialVector.Load(gradient + whole, rest);
            if (!IsIdentity)
            {
                Vector512<float> argument = Vector512.FusedMultiplyAdd(at, factors, offsets);
                upstream *= TFunction.Derivative(y is null ? PointOf(argument) : PartialVector.Load(y + whole, rest));
                PartialVector.Store(upstream, inner + whole, rest);
            }

            sum += upstream;
            products = Vector512.FusedMultiplyAdd(at - centre, upstream, products);
        }

        return (Vector512.Sum(products), Vector512.Sum(sum));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> PointOf(Vector512<float> argument) =>
        TFunction.IsDerivativeFromOutput ? TFunction.Value(argument) : argument;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Combine(
        float* x, float* inner, float* result, int count, float mean, float scale, float meanGradient, float slope)
    {
        Vector512<float> centre = Vector512.Create(mean);
        Vector512<float> shift = Vector512.Create(meanGradient);
        int whole = count - (count % VectorWidth);
        for (int i = 0; i < whole; i += VectorWidth)
        {
            Vector512<float> centred = Vector512.Load(inner + i) - shift;
            ((centred - ((Vector512.Load(x + i) - centre) * slope)) * scale).Store(result + i);
        }

        if (whole < count)
        {
            int rest = count - whole;
            Vector512<float> centred = PartialVector.Load(inner + whole, rest) - shift;
            PartialVector.Store((centred - ((PartialVector.Load(x + whole, rest) - centre) * slope)) * scale, result + whole, rest);
        }
    }
}
