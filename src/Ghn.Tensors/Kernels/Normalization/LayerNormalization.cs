using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Ghn.Tensors.Kernels.Vectors;

namespace Ghn.Tensors.Kernels.Normalization;

/// <summary>Layer normalisation of the rows of a matrix: mean 0 and variance 1, then a scale and a shift for each column.</summary>
public static unsafe class LayerNormalization
{
    private const int VectorWidth = PartialVector.VectorWidth;

    /// <summary>Normalises each row.</summary>
    /// <param name="input">The matrix [rows, columns].</param>
    /// <param name="output">Where the result goes; may be the input.</param>
    /// <param name="weight">The scale of each column.</param>
    /// <param name="bias">The shift of each column.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public static void Rows(
        ReadOnlySpan<float> input, Span<float> output, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, float epsilon)
    {
        int columns = weight.Length;
        if (bias.Length != columns || output.Length < input.Length || (columns == 0 ? input.Length : input.Length % columns) != 0)
        {
            throw new ArgumentException(
                $"{input.Length} values are no rows of {columns} with {bias.Length} shifts and room for {output.Length} results.");
        }

        fixed (float* source = input, target = output, scale = weight, shift = bias)
        {
            for (int start = 0; start < input.Length; start += columns)
            {
                Row(source + start, target + start, scale, shift, columns, epsilon);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row(float* source, float* target, float* weight, float* bias, int columns, float epsilon)
    {
        Vector512<float> sum = default;
        for (int j = 0; j < columns; j += VectorWidth)
        {
            sum += PartialVector.Load(source + j, columns - j);
        }

        // An element that the last vector lacks deviates by nothing when it holds the mean.
        float mean = Vector512.Sum(sum) / columns;
        Vector512<float> squares = default;
        for (int j = 0; j < columns; j += VectorWidth)
        {
            Vector512<float> deviation = PartialVector.Load(source + j, columns - j, mean) - Vector512.Create(mean);
            squares = Vector512.MultiplyAddEstimate(deviation, deviation, squares);
        }

        float variance = Vector512.Sum(squares) / columns;
        Vector512<float> factor = Vector512.Create(1 / MathF.Sqrt(variance + epsilon));
        for (int j = 0; j < columns; j += VectorWidth)
        {
            Vector512<float> value = (PartialVector.Load(source + j, columns - j) - Vector512.Create(mean)) * factor;
            value = (value * PartialVector.Load(weight + j, columns - j)) + PartialVector.Load(bias + j, columns - j);
            PartialVector.Store(value, target + j, columns - j);
        }
    }
}
