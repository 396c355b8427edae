using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Ghn.Tensors.Kernels.Elementwise;
using Ghn.Tensors.Kernels.Vectors;

namespace Ghn.Tensors.Kernels.Normalization;

/// <summary>
/// The backward pass of <see cref="GroupNormalization"/>. For each group, a first pass over its maps finds the sums that the gradients
/// are made of, a second one the gradient of the maps; those of weight and bias are sums over samples.
/// </summary>
internal readonly unsafe struct GroupNormalizationGradient
{
    private const int VectorWidth = PartialVector.VectorWidth;

    /// <summary>The feature maps.</summary>
    public required Tensor X { get; init; }

    /// <summary>The scale of each channel; null for 1.</summary>
    public required Tensor? Weight { get; init; }

    /// <summary>What is added to the variance.</summary>
    public required double Epsilon { get; init; }

    /// <summary>The mean of each sample's groups [samples · groups].</summary>
    public required Tensor Mean { get; init; }

    /// <summary>The biased variance of each sample's groups [samples · groups].</summary>
    public required Tensor Variance { get; init; }

    private int Groups => (int)Mean.ElementCount;

    /// <summary>Computes the gradients.</summary>
    /// <param name="gradient">The gradient of the result.</param>
    /// <param name="inputGradient">Where the gradient of the maps goes; may be that of the result.</param>
    /// <param name="weightGradient">Where the gradient of the weight goes; null if there is no weight.</param>
    /// <param name="biasGradient">Where the gradient of the bias goes; null if there is no bias.</param>
    public void Find(Tensor gradient, Tensor inputGradient, Tensor? weightGradient, Tensor? biasGradient)
    {
        GroupNormalizationGradient self = this;
        var upstream = new ChannelMaps(gradient);
        var results = new ChannelMaps(inputGradient);
        int size = upstream.Samples * upstream.Channels / Groups;

        // For each map, the sum of the gradient's products with the normalised values, and that of the gradient.
        using Tensor sums = Tensor.Allocate([2, upstream.Samples, upstream.Channels]);
        var stretches = new ChannelMaps(gradient.Reshape([1, Groups, size * upstream.Area]));
        stretches.ForChannels((first, end) =>
        {
            for (int group = first; group < end; group++)
            {
                self.FindSums(upstream, group, size, sums);
                self.FindInputGradient(upstream, results, group, size, sums);
            }
        });
        AddSamples(sums, 0, weightGradient);
        AddSamples(sums, 1, biasGradient);
    }

    private void FindSums(in ChannelMaps upstream, int group, int size, Tensor sums)
    {
        var x = new ChannelMaps(X);
        float inverse = BatchNormalization.InverseDeviation(Variance.Values[group], Epsilon);
        int maps = checked(x.Samples * x.Channels);
        for (int map = group * size; map < (group + 1) * size; map++)
        {
            (float products, float sum) = BatchNormalizationGradient<IdentityFunction>.Sums(
                x[map], null, upstream[map], null, x.Area, 1, 0, Mean.Values[group]);
            sums.Values[map] = products * inverse;
            sums.Values[maps + map] = sum;
        }
    }

    /// <summary>With x̂ the normalised values and h the gradient times the weight: (h − mean of h − x̂·mean of h·x̂) / deviation.</summary>
    private void FindInputGradient(in ChannelMaps upstream, in ChannelMaps results, int group, int size, Tensor sums)
    {
        var x = new ChannelMaps(X);
        int maps = checked(x.Samples * x.Channels);
        (double products, double sum) = (0, 0);
        for (int map = group * size; map < (group + 1) * size; map++)
        {
            float scale = GroupNormalization.ScaleOf(Weight, map % x.Channels);
            products += (double)scale * sums.Values[map];
            sum += (double)scale * sums.Values[maps + map];
        }

        double population = (double)size * x.Area;
        float inverse = BatchNormalization.InverseDeviation(Variance.Values[group], Epsilon);
        float slope = (float)(products / population * inverse * inverse);
        float shift = (float)(sum / population * inverse);
        for (int map = group * size; map < (group + 1) * size; map++)
        {
            float scale = GroupNormalization.ScaleOf(Weight, map % x.Channels) * inverse;
            Combine(x[map], upstream[map], results[map], x.Area, Mean.Values[group], scale, slope, shift);
        }
    }

    /// <summary>result = gradient·scale − (x − mean)·slope − shift.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Combine(float* x, float* gradient, float* result, int count, float mean, float scale, float slope, float shift)
    {
        Vector512<float> centre = Vector512.Create(mean);
        Vector512<float> scales = Vector512.Create(scale);
        Vector512<float> slopes = Vector512.Create(slope);
        Vector512<float> shifts = Vector512.Create(shift);
        for (int i = 0; i < count; i += VectorWidth)
        {
            Vector512<float> deviation = PartialVector.Load(x + i, count - i) - centre;
            Vector512<float> upstream = PartialVector.Load(gradient + i, count - i);
            PartialVector.Store((upstream * scales) - (deviation * slopes) - shifts, result + i, count - i);
        }
    }

    private static void AddSamples(Tensor sums, int which, Tensor? total)
    {
        if (total is null)
        {
            return;
        }

        int channels = sums.Shape[2];
        ReadOnlySpan<float> values = sums.Slice(which, 1).Values;
        total.Values.Clear();
        for (int i = 0; i < values.Length; i++)
        {
            total.Values[i % channels] += values[i];
        }
    }
}
