using System.Numerics.Tensors;

namespace Ghn.Tensors;

/// <summary>The softmax of the rows of a matrix: exponentials that sum to one.</summary>
public static unsafe class Softmax
{
    /// <summary>Replaces each row by its softmax. The largest element is subtracted first, so that no exponential overflows.</summary>
    /// <param name="data">The matrix [rows, columns].</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    public static void Rows(float* data, int rows, int columns)
    {
        for (int row = 0; row < rows && columns > 0; row++)
        {
            var values = new Span<float>(data + ((long)row * columns), columns);
            TensorPrimitives.Subtract(values, TensorPrimitives.Max(values), values);
            TensorPrimitives.Exp(values, values);
            TensorPrimitives.Divide(values, TensorPrimitives.Sum(values), values);
        }
    }
}
