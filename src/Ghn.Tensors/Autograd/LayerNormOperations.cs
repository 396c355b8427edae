using Ghn.Tensors.Kernels.Normalization;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Autograd;

/// <summary>Layer normalisation of variables.</summary>
public static class LayerNormOperations
{
    /// <summary>Layer normalisation over the last dimension.</summary>
    /// <param name="x">[…, features].</param>
    /// <param name="weight">The scale of each feature.</param>
    /// <param name="bias">The shift of each feature; null for none.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    public static Variable LayerNorm(this Variable x, Variable weight, Variable? bias, double epsilon)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight);
        Tensor y = Tensor.Allocate(x.Shape);
        int columns = x.Shape[^1];
        (Tensor source, Tensor scale) = (x.Value, weight.Value);
        using Tensor? zeros = bias is null ? Tensor.Zeros(weight.Shape) : null;
        Tensor shift = bias?.Value ?? zeros!;
        ParallelRange.ForRows(checked((int)(x.Shape.ElementCount / columns)), maxParts: 256, (_, first, end) =>
        {
            (long start, int length) = ((long)first * columns, (end - first) * columns);
            LayerNormalization.Rows(
                source.ValuesAt(start, length), y.ValuesAt(start, length), scale.Values, shift.Values, (float)epsilon);
        });
        Variable[] inputs = bias is null ? [x, weight] : [x, weight, bias];
        return x.Tape.Record(y, inputs, keeps: [x, weight], backward: gradient =>
        {
            SharedTensor inputGradient = gradient.OutputBuffer();
            Tensor weightGradient = Tensor.Allocate(weight.Shape);
            Tensor biasGradient = Tensor.Allocate(weight.Shape);
            LayerNormalizationGradient.Rows(
                x.Value, weight.Value, gradient.Tensor, (float)epsilon, inputGradient.Tensor, weightGradient, biasGradient);
            x.AddGradient(inputGradient);
            weight.AddGradient(weightGradient);
            bias.AddGradientOrDispose(biasGradient);
        });
    }

    /// <summary>Layer normalisation over the last dimension, without scale and shift.</summary>
    /// <param name="x">[…, features].</param>
    /// <param name="epsilon">What is added to the variance.</param>
    public static Variable LayerNorm(this Variable x, double epsilon)
    {
        ArgumentNullException.ThrowIfNull(x);
        using Variable rows = x.Reshape([checked((int)(x.Shape.ElementCount / x.Shape[^1])), 1, x.Shape[^1]]);
        using Variable normalized = rows.GroupNorm(groups: 1, weight: null, bias: null, epsilon);
        return normalized.Reshape(x.Shape);
    }

    /// <summary>Layer normalisation over the channels of each position of feature maps, without scale and shift.</summary>
    /// <param name="x">[samples, channels, height, width].</param>
    /// <param name="epsilon">What is added to the variance.</param>
    public static Variable ChannelNorm(this Variable x, double epsilon)
    {
        using Variable positions = x.ChannelsLast();
        using Variable normalized = positions.LayerNorm(epsilon);
        return normalized.ChannelsFirst();
    }

    /// <summary>Layer normalisation over the channels of each position of feature maps.</summary>
    /// <param name="x">[samples, channels, height, width].</param>
    /// <param name="weight">The scale of each channel.</param>
    /// <param name="bias">The shift of each channel; null for none.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    public static Variable ChannelNorm(this Variable x, Variable weight, Variable? bias, double epsilon)
    {
        using Variable positions = x.ChannelsLast();
        using Variable normalized = positions.LayerNorm(weight, bias, epsilon);
        return normalized.ChannelsFirst();
    }
}
