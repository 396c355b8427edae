using System.Numerics.Tensors;
using Ghn.Tensors;
using Tensor = Ghn.Tensors.Tensor;

namespace Ghn.HyperNetworks;

/// <summary>
/// How much the correlations among the rows of a tall m×n matrix vary. They form an m×m matrix C = Z·Zᵀ, where Z are the rows
/// without their means and of norm 1. C itself is not needed: the sum of its elements is ‖Zᵀ·1‖², and that of their squares is
/// ‖Zᵀ·Z‖², by an n×n matrix.
/// </summary>
internal static unsafe class RowCorrelation
{
    /// <summary>So many rows are standardised together: where columns are contiguous, they share cache lines.</summary>
    private const int Together = 64;

    /// <summary>The standard deviation of all elements of C. A row without variation correlates with nothing.</summary>
    public static double Deviation(in MatrixView matrix)
    {
        (int rows, int columns) = (matrix.Rows, matrix.Columns);
        using Tensor standardized = Tensor.Allocate([columns, rows]);
        using Tensor products = Tensor.Allocate([columns, columns]);
        Standardize(matrix, standardized);
        MatrixView transposed = MatrixView.Of(standardized);
        Gemm.MultiplyTransposed(transposed, transposed, MatrixView.Of(products));

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

    private static void Standardize(in MatrixView source, int first, int count, float* target, int stride)
    {
        double* sums = stackalloc double[Together];
        double* squares = stackalloc double[Together];
        for (int column = 0; column < source.Columns; column++)
        {
            for (int row = 0; row < count; row++)
            {
                sums[row] += Element(source, first + row, column);
            }
        }

        for (int column = 0; column < source.Columns; column++)
        {
            for (int row = 0; row < count; row++)
            {
                double value = Element(source, first + row, column) - (sums[row] / source.Columns);
                squares[row] += value * value;
            }
        }

        for (int column = 0; column < source.Columns; column++)
        {
            for (int row = 0; row < count; row++)
            {
                double value = Element(source, first + row, column) - (sums[row] / source.Columns);
                target[((long)column * stride) + row] = squares[row] == 0 ? 0 : (float)(value / Math.Sqrt(squares[row]));
            }
        }
    }

    private static float Element(in MatrixView matrix, int row, int column) => ((float*)matrix.Row(row))[column * matrix.ColumnStride];
}
