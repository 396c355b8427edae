using System.Numerics.Tensors;

namespace Ghn.Tensors;

/// <summary>Layer normalisation of the rows of a matrix: mean 0 and variance 1, then a scale and a shift for each column.</summary>
public static class LayerNormalization
{
    /// <summary>Normalises each row.</summary>
    /// <param name="input">The matrix [rows, columns].</param>
    /// <param name="output">Where the result goes; may be the input.</param>
    /// <param name="weight">The scale of each column.</param>
    /// <param name="bias">The shift of each column.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    public static void Rows(
        ReadOnlySpan<float> input, Span<float> output, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, float epsilon)
    {
        int columns = weight.Length;
        for (int start = 0; start < input.Length; start += columns)
        {
            Span<float> row = output.Slice(start, columns);
            ReadOnlySpan<float> source = input.Slice(start, columns);
            TensorPrimitives.Subtract(source, TensorPrimitives.Sum(source) / columns, row);
            float variance = TensorPrimitives.SumOfSquares(row) / columns;
            TensorPrimitives.Multiply(row, 1 / MathF.Sqrt(variance + epsilon), row);
            TensorPrimitives.MultiplyAdd(row, weight, bias, row);
        }
    }
}
