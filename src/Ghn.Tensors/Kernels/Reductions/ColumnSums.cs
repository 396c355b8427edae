using System.Numerics.Tensors;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.Reductions;

/// <summary>The sums of the columns of a matrix: the gradient of a bias that was added to every row.</summary>
public static unsafe class ColumnSums
{
    /// <summary>Enough rows for a thread, few enough that single precision sums them well.</summary>
    private const int RowsAtOnce = 256;

    private const int ColumnsAtOnce = 512;

    /// <summary>Adds the rows of a matrix up.</summary>
    /// <param name="matrix">[rows, columns], under whatever shape.</param>
    /// <param name="sums">[columns].</param>
    public static void Of(Tensor matrix, Tensor sums)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(sums);
        int columns = checked((int)sums.ElementCount);
        int rows = checked((int)(matrix.ElementCount / columns));
        float* source = (float*)matrix.Data;
        sums.Values.Clear();
        WorkerPool.For((columns + ColumnsAtOnce - 1) / ColumnsAtOnce, block =>
        {
            int first = block * ColumnsAtOnce;
            int width = Math.Min(ColumnsAtOnce, columns - first);
            Span<float> total = sums.Values.Slice(first, width);
            Span<float> partial = stackalloc float[ColumnsAtOnce];
            partial = partial[..width];
            for (int firstRow = 0; firstRow < rows; firstRow += RowsAtOnce)
            {
                partial.Clear();
                for (int row = firstRow; row < Math.Min(firstRow + RowsAtOnce, rows); row++)
                {
                    TensorPrimitives.Add(partial, new ReadOnlySpan<float>(source + ((long)row * columns) + first, width), partial);
                }

                TensorPrimitives.Add(total, partial, total);
            }
        });
    }
}
