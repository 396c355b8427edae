using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.Copying;

/// <summary>Exchanges rows and columns of matrices, in square blocks that stay in the first-level cache.</summary>
public static unsafe class Transposition
{
    private const int Block = 32;
    private const int Tile = 4;

    /// <summary>Transposes every matrix of a batch.</summary>
    /// <param name="input">[batch, rows, columns], under whatever shape.</param>
    /// <param name="rows">The rows of a matrix of the input.</param>
    /// <param name="columns">The columns of a matrix of the input.</param>
    /// <param name="output">[batch, columns, rows].</param>
    public static void Matrices(Tensor input, int rows, int columns, Tensor output)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        float* source = (float*)input.Data;
        float* target = (float*)output.Data;
        int area = rows * columns;
        int blockRows = (rows + Block - 1) / Block;
        int matrices = area == 0 ? 0 : checked((int)(input.ElementCount / area));
        WorkerPool.For(matrices * blockRows, task =>
        {
            long matrix = (long)(task / blockRows) * area;
            int firstRow = task % blockRows * Block;
            int blockHeight = Math.Min(Block, rows - firstRow);
            for (int column = 0; column < columns; column += Block)
            {
                TransposeBlock(
                    source + matrix + ((long)firstRow * columns) + column, columns,
                    target + matrix + ((long)column * rows) + firstRow, rows,
                    blockHeight, Math.Min(Block, columns - column));
            }
        });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransposeBlock(float* source, int sourceStride, float* target, int targetStride, int rows, int columns)
    {
        int wholeRows = Sse.IsSupported ? rows / Tile * Tile : 0;
        int wholeColumns = columns / Tile * Tile;
        for (int row = 0; row < wholeRows; row += Tile)
        {
            for (int column = 0; column < wholeColumns; column += Tile)
            {
                TransposeTile(
                    source + ((long)row * sourceStride) + column, sourceStride, target + ((long)column * targetStride) + row, targetStride);
            }

            TransposeScalar(source, sourceStride, target, targetStride, row, row + Tile, wholeColumns, columns);
        }

        TransposeScalar(source, sourceStride, target, targetStride, wholeRows, rows, 0, columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeTile(float* source, long sourceStride, float* target, long targetStride)
    {
        Vector128<float> a = Vector128.Load(source);
        Vector128<float> b = Vector128.Load(source + sourceStride);
        Vector128<float> c = Vector128.Load(source + (2 * sourceStride));
        Vector128<float> d = Vector128.Load(source + (3 * sourceStride));
        Vector128<float> lowerAb = Sse.UnpackLow(a, b);
        Vector128<float> lowerCd = Sse.UnpackLow(c, d);
        Vector128<float> upperAb = Sse.UnpackHigh(a, b);
        Vector128<float> upperCd = Sse.UnpackHigh(c, d);
        Sse.MoveLowToHigh(lowerAb, lowerCd).Store(target);
        Sse.MoveHighToLow(lowerCd, lowerAb).Store(target + targetStride);
        Sse.MoveLowToHigh(upperAb, upperCd).Store(target + (2 * targetStride));
        Sse.MoveHighToLow(upperCd, upperAb).Store(target + (3 * targetStride));
    }

    private static void TransposeScalar(
        float* source, long sourceStride, float* target, long targetStride, int firstRow, int endRow, int firstColumn, int endColumn)
    {
        for (int column = firstColumn; column < endColumn; column++)
        {
            for (int row = firstRow; row < endRow; row++)
            {
                target[(column * targetStride) + row] = source[(row * sourceStride) + column];
            }
        }
    }
}
