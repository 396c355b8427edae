using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Ghn.Tensors.Kernels.Gemm;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.LinearAlgebra;

/// <summary>
/// How much the correlations among the rows of a tall m×n matrix vary. They form an m×m matrix C = Z·Zᵀ, where Z are the rows
/// without their means and of norm 1. C itself is not needed: the sum of its elements is ‖Zᵀ·1‖², and that of their squares is
/// ‖Zᵀ·Z‖², by an n×n matrix.
/// </summary>
public static unsafe class RowCorrelation
{
    /// <summary>So many rows are standardised together: where columns are contiguous, they share cache lines.</summary>
    private const int Together = 64;

    /// <summary>The standard deviation of all elements of C. A row without variation correlates with nothing.</summary>
    /// <param name="matrix">The matrix, of float32, its rows in one block.</param>
    public static double Deviation(in MatrixView matrix)
    {
        (int rows, int columns) = (matrix.Rows, matrix.Columns);
        using Tensor standardized = Tensor.Allocate([columns, rows]);
        using Tensor products = Tensor.Allocate([columns, columns]);
        Standardize(matrix, standardized);
        MatrixView transposed = MatrixView.Of(standardized);
        Matrices.MultiplyTransposed(transposed, transposed, MatrixView.Of(products));

        double sum = 0;
        double squares = 0;
        for (int column = 0; column < columns; column++)
        {
            sum += Math.Pow(TensorPrimitives.Sum(new ReadOnlySpan<float>(transposed.Row(column), rows)), 2);
            squares += TensorPrimitives.SumOfSquares(products.Values.Slice(column * columns, columns));
        }

        double count = (double)rows * rows;
        double mean = sum / count;
        return Math.Sqrt(Math.Max((squares / count) - (mean * mean), 0));
    }

    /// <summary>Writes the transpose of Z.</summary>
    private static void Standardize(in MatrixView matrix, Tensor target)
    {
        MatrixView source = matrix;
        WorkerPool.For((source.Rows + Together - 1) / Together, task =>
        {
            int first = task * Together;
            int count = Math.Min(Together, source.Rows - first);
            Standardize(source, first, count, (float*)target.Data + first, source.Rows);
        });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Standardize(in MatrixView source, int first, int count, float* target, int stride)
    {
        double* means = stackalloc double[Together];
        double* squares = stackalloc double[Together];
        float* rows = (float*)source.Row(first);
        (int columns, long rowStride, long columnStride) = (source.Columns, source.RowStride, source.ColumnStride);
        for (int column = 0; column < columns; column++)
        {
            for (int row = 0; row < count; row++)
            {
                means[row] += rows[(row * rowStride) + (column * columnStride)] / (double)columns;
            }
        }

        for (int column = 0; column < columns; column++)
        {
            for (int row = 0; row < count; row++)
            {
                double value = rows[(row * rowStride) + (column * columnStride)] - means[row];
                squares[row] += value * value;
            }
        }

        for (int row = 0; row < count; row++)
        {
            double factor = squares[row] == 0 ? 0 : 1 / Math.Sqrt(squares[row]);
            for (int column = 0; column < columns; column++)
            {
                double value = rows[(row * rowStride) + (column * columnStride)] - means[row];
                target[((long)column * stride) + row] = (float)(value * factor);
            }
        }
    }
}
