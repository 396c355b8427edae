using System.Numerics.Tensors;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.Normalization;

/// <summary>Rows divided by the root of their mean square, and perhaps scaled by feature.</summary>
internal static unsafe class RmsNormalization
{
    /// <summary>y = x·w / √(mean of x² + ε).</summary>
    /// <param name="x">[…, features].</param>
    /// <param name="weight">w, [features]; null for 1.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="y">The results.</param>
    public static void Forward(Tensor x, Tensor? weight, float epsilon, Tensor y)
    {
        int columns = x.Shape[^1];
        float* source = (float*)x.Data;
        float* target = (float*)y.Data;
        ParallelRange.ForRows(checked((int)(x.ElementCount / columns)), maxParts: 256, (_, first, end) =>
        {
            for (int row = first; row < end; row++)
            {
                var values = new ReadOnlySpan<float>(source + ((long)row * columns), columns);
                var results = new Span<float>(target + ((long)row * columns), columns);
                TensorPrimitives.Multiply(values, Factor(values, epsilon), results);
                if (weight is not null)
                {
                    TensorPrimitives.Multiply(results, weight.Values, results);
                }
            }
        });
    }

    /// <summary>
    /// The gradient of x: with h = w·(gradient of y) and the factor f = 1 / √(mean of x² + ε), it is f·h − x·f³·(mean of h·x).
    /// </summary>
    /// <param name="x">[…, features].</param>
    /// <param name="weight">w, [features]; null for 1.</param>
    /// <param name="gradient">The gradient of y.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="inputGradient">Where the gradient of x goes.</param>
    /// <param name="normalized">Receives the gradient of y times x·f, whose column sums are the gradient of w; null if nobody asks.</param>
    public static void Backward(Tensor x, Tensor? weight, Tensor gradient, float epsilon, Tensor inputGradient, Tensor? normalized)
    {
        int columns = x.Shape[^1];
        float* source = (float*)x.Data;
        float* upstream = (float*)gradient.Data;
        float* target = (float*)inputGradient.Data;
        float* products = normalized is null ? null : (float*)normalized.Data;
        ParallelRange.ForRows(checked((int)(x.ElementCount / columns)), maxParts: 256, (_, first, end) =>
        {
            for (int row = first; row < end; row++)
            {
                long start = (long)row * columns;
                var values = new ReadOnlySpan<float>(source + start, columns);
                var incoming = new ReadOnlySpan<float>(upstream + start, columns);
                var results = new Span<float>(target + start, columns);
                float factor = Factor(values, epsilon);
                if (products is not null)
                {
                    var product = new Span<float>(products + start, columns);
                    TensorPrimitives.Multiply(incoming, values, product);
                    TensorPrimitives.Multiply(product, factor, product);
                }

                Multiply(incoming, weight, results);
                float share = -factor * factor * TensorPrimitives.Dot(values, results) / columns;
                TensorPrimitives.MultiplyAdd(values, share, results, results);
                TensorPrimitives.Multiply(results, factor, results);
            }
        });
    }

    private static float Factor(ReadOnlySpan<float> row, float epsilon) =>
        1 / MathF.Sqrt((TensorPrimitives.SumOfSquares(row) / row.Length) + epsilon);

    private static void Multiply(ReadOnlySpan<float> row, Tensor? weight, Span<float> result)
    {
        if (weight is null)
        {
            row.CopyTo(result);
        }
        else
        {
            TensorPrimitives.Multiply(row, weight.Values, result);
        }
    }
}
