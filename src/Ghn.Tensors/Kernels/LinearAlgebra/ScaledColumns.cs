using System.Runtime.CompilerServices;
using Ghn.Tensors.Kernels.Gemm;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.LinearAlgebra;

/// <summary>
/// The columns of a matrix, each laid out as a row and scaled by a power of two to a norm in [½, 1): without rounding, and so that
/// no square of what follows overflows.
/// </summary>
internal sealed unsafe class ScaledColumns
{
    /// <summary>So many columns are copied together: the neighbours of a row share a cache line.</summary>
    private const int Together = 16;

    private ScaledColumns(Tensor values) =>
        (Values, Factors, Norms) = (values, new double[values.Shape[0]], new double[values.Shape[0]]);

    /// <summary>The scaled columns [columns, rows].</summary>
    public Tensor Values { get; }

    /// <summary>What each column was multiplied by.</summary>
    public double[] Factors { get; }

    /// <summary>The norms of the scaled columns; 0 for a column of zeros.</summary>
    public double[] Norms { get; }

    /// <summary>Copies and scales the columns of a matrix of float32, spread over the threads.</summary>
    /// <exception cref="ArgumentException">An element is not finite.</exception>
    public static ScaledColumns Of(in MatrixView matrix)
    {
        MatrixView source = matrix;
        var columns = new ScaledColumns(Tensor.Allocate([matrix.Columns, matrix.Rows]));
        WorkerPool.For((matrix.Columns + Together - 1) / Together, task =>
        {
            int first = task * Together;
            int end = Math.Min(first + Together, source.Columns);
            columns.Copy(source, first, end);
            for (int column = first; column < end; column++)
            {
                columns.Scale(column);
            }
        });
        return columns;
    }

    /// <summary>A column.</summary>
    public Span<float> Column(int column) => new((float*)Values.Data + ((long)column * Values.Shape[1]), Values.Shape[1]);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Copy(in MatrixView source, int first, int end)
    {
        long rows = source.Rows;
        double* squares = stackalloc double[Together];
        for (int row = 0; row < rows; row++)
        {
            float* from = (float*)source.Row(row) + (first * source.ColumnStride);
            float* to = (float*)Values.Data + (first * rows) + row;
            for (int column = 0; column < end - first; column++)
            {
                float value = from[column * source.ColumnStride];
                to[column * rows] = value;
                squares[column] += (double)value * value;
            }
        }

        for (int column = first; column < end; column++)
        {
            Norms[column] = Math.Sqrt(squares[column - first]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scale(int column)
    {
        double norm = Norms[column];
        if (!double.IsFinite(norm))
        {
            throw new ArgumentException($"Column {column} of the matrix to factorise holds infinite or undefined numbers.");
        }

        Factors[column] = norm == 0 ? 1 : Math.ScaleB(1, -Math.ILogB(norm) - 1);
        Norms[column] = norm * Factors[column];
        foreach (ref float value in Column(column))
        {
            value = (float)(value * Factors[column]);
        }
    }
}
