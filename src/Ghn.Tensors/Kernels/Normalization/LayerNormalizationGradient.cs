using System.Numerics.Tensors;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.Normalization;

/// <summary>
/// The backward pass of <see cref="LayerNormalization"/>. Mean and variance of each row are computed again: that
/// costs less than fetching them.
/// </summary>
internal static unsafe class LayerNormalizationGradient
{
    private const int MaxParts = 64;

    /// <summary>Computes the gradients of the input, the weight and the bias.</summary>
    /// <param name="x">The input, whose last dimension was normalised.</param>
    /// <param name="weight">The scale of each column.</param>
    /// <param name="gradient">The gradient of the output.</param>
    /// <param name="epsilon">What was added to the variance.</param>
    /// <param name="inputGradient">The gradient of the input; may be that of the output.</param>
    /// <param name="weightGradient">The gradient of the weight.</param>
    /// <param name="biasGradient">The gradient of the bias.</param>
    public static void Rows(
        Tensor x, Tensor weight, Tensor gradient, float epsilon, Tensor inputGradient, Tensor weightGradient, Tensor biasGradient)
    {
        int columns = weight.Shape[^1];
        int rows = checked((int)(x.ElementCount / columns));
        using Tensor partialSums = Tensor.Zeros([MaxParts, 2, columns]);
        float* sums = (float*)partialSums.Data;
        int parts = ParallelRange.ForRows(rows, MaxParts, (part, first, end) =>
        {
            using Tensor scratch = Tensor.Allocate([2, columns]);
            var weightSum = new Span<float>(sums + (2L * part * columns), columns);
            var biasSum = new Span<float>(sums + (((2L * part) + 1) * columns), columns);
            for (int row = first; row < end; row++)
            {
                Row(
                    RowOf(x, row, columns), weight.Values, RowOf(gradient, row, columns), epsilon,
                    RowOf(inputGradient, row, columns), weightSum, biasSum, scratch.Values);
            }
        });

        weightGradient.Values.Clear();
        biasGradient.Values.Clear();
        for (int part = 0; part < parts; part++)
        {
            ReadOnlySpan<float> both = partialSums.Values.Slice(2 * part * columns, 2 * columns);
            TensorPrimitives.Add(weightGradient.Values, both[..columns], weightGradient.Values);
            TensorPrimitives.Add(biasGradient.Values, both[columns..], biasGradient.Values);
        }
    }

    private static Span<float> RowOf(Tensor tensor, int row, int columns) =>
        new((float*)tensor.Data + ((long)row * columns), columns);

    /// <summary>With x̂ the normalised row and h the gradient times the weight: (h − mean of h − x̂·mean of h·x̂) / deviation.</summary>
    private static void Row(
        ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> gradient, float epsilon,
        Span<float> inputGradient, Span<float> weightSum, Span<float> biasSum, Span<float> scratch)
    {
        int columns = x.Length;
        Span<float> normalized = scratch[..columns];
        Span<float> weighted = scratch[columns..];
        TensorPrimitives.Subtract(x, TensorPrimitives.Sum(x) / columns, normalized);
        float scale = 1 / MathF.Sqrt((TensorPrimitives.SumOfSquares<float>(normalized) / columns) + epsilon);
        TensorPrimitives.Multiply(normalized, scale, normalized);

        TensorPrimitives.MultiplyAdd(gradient, normalized, weightSum, weightSum);
        TensorPrimitives.Add(biasSum, gradient, biasSum);

        TensorPrimitives.Multiply(gradient, weight, weighted);
        float mean = TensorPrimitives.Sum<float>(weighted) / columns;
        float projection = TensorPrimitives.Dot<float>(weighted, normalized) / columns;
        TensorPrimitives.Subtract(weighted, mean, weighted);
        TensorPrimitives.MultiplyAdd(normalized, -projection, weighted, weighted);
        TensorPrimitives.Multiply(weighted, scale, inputGradient);
    }
}
