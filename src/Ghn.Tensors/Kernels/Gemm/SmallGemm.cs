using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Ghn.Tensors.Kernels.Vectors;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.Gemm;

/// <summary>
/// The product of a few rows with a large matrix: what a linear layer does for a handful of vectors. Packing would cost more than
/// multiplying, so the rows of B are read where they lie, once, four of them against four rows of A at a time.
/// Missing rows are replaced by the last one, so that every element is summed in the same way.
/// </summary>
internal sealed unsafe class SmallGemm : PerThread<SmallGemm>
{
    /// <summary>The number of rows up to which this is the faster way.</summary>
    private const int MaxRows = 8;

    private const int VectorWidth = 16;
    private const int RowsAtOnce = 4;

    /// <summary>A product of fewer multiplications is over before a second thread could help.</summary>
    private const long MinParallelWork = 1 << 18;

    private const int TasksPerThread = 4;

    private readonly Action<int> _multiplyColumns;
    private MatrixView _a;
    private MatrixView _b;
    private MatrixView _c;
    private Epilogue _epilogue;
    private int _tasks;

    /// <summary>Makes the delegates of the loops, once.</summary>
    public SmallGemm() => _multiplyColumns = MultiplyColumns;

    /// <summary>Whether the product is of this kind.</summary>
    public static bool Fits(in MatrixView a, in MatrixView b) =>
        a.Rows <= MaxRows && a.Columns >= VectorWidth && a.ColumnStride == 1 && b.ColumnStride == 1;

    /// <summary>Multiplies matrices that fit.</summary>
    public static void Multiply(in MatrixView a, in MatrixView b, in MatrixView c, in Epilogue epilogue)
    {
        SmallGemm product = Own;
        (product._a, product._b, product._c, product._epilogue) = (a, b, c, epilogue);
        int threads = (long)b.Rows * b.Columns < MinParallelWork ? 1 : WorkerPool.Available;
        product._tasks = threads == 1 ? 1 : Math.Min((c.Columns + VectorWidth - 1) / VectorWidth, threads * TasksPerThread);
        WorkerPool.For(product._tasks, product._multiplyColumns);
    }

    private void MultiplyColumns(int task)
    {
        switch (_b.ElementType)
        {
            case ElementType.Float16:
                MultiplyColumns<Float16Elements>(task);
                break;
            case ElementType.BFloat16:
                MultiplyColumns<BFloat16Elements>(task);
                break;
            default:
                MultiplyColumns<Float32Elements>(task);
                break;
        }
    }

    /// <summary>Computes one task's share of the columns, sixteen at a time.</summary>
    private void MultiplyColumns<TElements>(int task)
        where TElements : struct, IElements
    {
        long groups = (_c.Columns + VectorWidth - 1) / VectorWidth;
        int last = (int)Math.Min(groups * (task + 1) / _tasks * VectorWidth, _c.Columns);
        float** rowsOfA = stackalloc float*[RowsAtOnce];
        byte** rowsOfB = stackalloc byte*[RowsAtOnce];
        float* tile = stackalloc float[RowsAtOnce * VectorWidth];
        for (int column = (int)(groups * task / _tasks * VectorWidth); column < last; column += VectorWidth)
        {
            int columns = Math.Min(last - column, VectorWidth);
            for (int row = 0; row < _c.Rows; row += RowsAtOnce)
            {
                int rows = Math.Min(_c.Rows - row, RowsAtOnce);
                for (int i = 0; i < RowsAtOnce; i++)
                {
                    rowsOfA[i] = (float*)_a.Row(row + Math.Min(i, rows - 1));
                }

                for (int j = 0; j < columns; j += RowsAtOnce)
                {
                    for (int i = 0; i < RowsAtOnce; i++)
                    {
                        rowsOfB[i] = _b.Row(column + Math.Min(j + i, columns - 1));
                    }

                    MultiplyRows<TElements>(rowsOfA, rowsOfB, _a.Columns, tile + j);
                }

                TileStore.Store(tile, VectorWidth, _c, row, column, rows, columns, _epilogue);
            }
        }
    }

    /// <summary>The sixteen dot products of four rows and four rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyRows<TElements>(float** a, byte** b, int depth, float* tile)
        where TElements : struct, IElements
    {
        float* a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3];
        byte* b0 = b[0], b1 = b[1], b2 = b[2], b3 = b[3];
        Vector512<float> s00 = default, s01 = default, s02 = default, s03 = default;
        Vector512<float> s10 = default, s11 = default, s12 = default, s13 = default;
        Vector512<float> s20 = default, s21 = default, s22 = default, s23 = default;
        Vector512<float> s30 = default, s31 = default, s32 = default, s33 = default;
        int p = 0;
        for (; p <= depth - VectorWidth; p += VectorWidth)
        {
            long offset = (long)p * TElements.ByteCount;
            Vector512<float> y0 = TElements.Load16(b0 + offset);
            Vector512<float> y1 = TElements.Load16(b1 + offset);
            Vector512<float> y2 = TElements.Load16(b2 + offset);
            Vector512<float> y3 = TElements.Load16(b3 + offset);
            Vector512<float> x = Vector512.Load(a0 + p);
            s00 = Vector512.MultiplyAddEstimate(x, y0, s00);
            s01 = Vector512.MultiplyAddEstimate(x, y1, s01);
            s02 = Vector512.MultiplyAddEstimate(x, y2, s02);
            s03 = Vector512.MultiplyAddEstimate(x, y3, s03);
            x = Vector512.Load(a1 + p);
            s10 = Vector512.MultiplyAddEstimate(x, y0, s10);
            s11 = Vector512.MultiplyAddEstimate(x, y1, s11);
            s12 = Vector512.MultiplyAddEstimate(x, y2, s12);
            s13 = Vector512.MultiplyAddEstimate(x, y3, s13);
            x = Vector512.Load(a2 + p);
            s20 = Vector512.MultiplyAddEstimate(x, y0, s20);
            s21 = Vector512.MultiplyAddEstimate(x, y1, s21);
            s22 = Vector512.MultiplyAddEstimate(x, y2, s22);
            s23 = Vector512.MultiplyAddEstimate(x, y3, s23);
            x = Vector512.Load(a3 + p);
            s30 = Vector512.MultiplyAddEstimate(x, y0, s30);
            s31 = Vector512.MultiplyAddEstimate(x, y1, s31);
            s32 = Vector512.MultiplyAddEstimate(x, y2, s32);
            s33 = Vector512.MultiplyAddEstimate(x, y3, s33);
        }

        StoreSums(tile, s00, s01, s02, s03);
        StoreSums(tile + VectorWidth, s10, s11, s12, s13);
        StoreSums(tile + (2 * VectorWidth), s20, s21, s22, s23);
        StoreSums(tile + (3 * VectorWidth), s30, s31, s32, s33);
        for (; p < depth; p++)
        {
            for (int i = 0; i < RowsAtOnce; i++)
            {
                for (int j = 0; j < RowsAtOnce; j++)
                {
                    tile[(i * VectorWidth) + j] += a[i][p] * TElements.Load(b[j] + ((long)p * TElements.ByteCount));
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreSums(float* target, Vector512<float> s0, Vector512<float> s1, Vector512<float> s2, Vector512<float> s3)
    {
        target[0] = Vector512.Sum(s0);
        target[1] = Vector512.Sum(s1);
        target[2] = Vector512.Sum(s2);
        target[3] = Vector512.Sum(s3);
    }
}
