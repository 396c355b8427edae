using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Ghn.Tensors.Kernels.Vectors;

namespace Ghn.Tensors.Kernels.Gemm;

/// <summary>
/// Copies a few rows of a matrix into a panel: column after column, converted to float32, so that a kernel reads it
/// from front to back. Where the rows of a panel exceed those of the matrix, the last row fills in: what comes of it
/// is never stored.
/// </summary>
internal static unsafe class PanelPacker
{
    private const int MaxPanelWidth = 32;

    /// <summary>How far ahead rows are asked for, in bytes: the hardware does not follow so many of them by itself.</summary>
    private const int PrefetchDistance = 256;

    /// <summary>Packs <paramref name="depth"/> columns of up to <paramref name="width"/> rows.</summary>
    /// <param name="source">The matrix.</param>
    /// <param name="firstRow">The first row of the panel, which exists.</param>
    /// <param name="firstColumn">The first column.</param>
    /// <param name="depth">The number of columns.</param>
    /// <param name="width">The number of rows of the panel, 4 to 32.</param>
    /// <param name="panel">Depth × width values.</param>
    /// <param name="wide">Whether 512-bit vectors may be used.</param>
    public static void Pack(in MatrixView source, int firstRow, int firstColumn, int depth, int width, float* panel, bool wide)
    {
        switch (source.ElementType)
        {
            case ElementType.Float16:
                Pack<Float16Elements>(source, firstRow, firstColumn, depth, width, panel, wide);
                break;
            case ElementType.BFloat16:
                Pack<BFloat16Elements>(source, firstRow, firstColumn, depth, width, panel, wide);
                break;
            default:
                Pack<Float32Elements>(source, firstRow, firstColumn, depth, width, panel, wide);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pack<TElements>(
        in MatrixView source, int firstRow, int firstColumn, int depth, int width, float* panel, bool wide)
        where TElements : struct, IElements
    {
        long step = source.ColumnStride * TElements.ByteCount;
        byte** rows = stackalloc byte*[MaxPanelWidth];
        int last = source.Rows - 1 - firstRow;
        for (int r = 0; r < width; r++)
        {
            rows[r] = source.Row(firstRow + Math.Min(r, last)) + (firstColumn * step);
        }

        if (source.ColumnStride == 1)
        {
            int done = wide && Avx512F.IsSupported ? Transpose16<TElements>(rows, depth, width, panel) : 0;
            done = Transpose4<TElements>(rows, done, depth, width, panel);
            Gather<TElements>(rows, done, depth, 0, width, step, width, panel);
            return;
        }

        // Rows that are neighbours in memory are copied several at a time, column by column.
        int present = Math.Min(width, last + 1);
        int copied = 0;
        if (source.RowStride == 1 && (firstRow % source.RowsPerBlock) + present <= source.RowsPerBlock)
        {
            copied = wide && Avx512F.IsSupported
                ? Copy16<TElements>(rows[0], depth, step, present, width, panel)
                : Copy4<TElements>(rows[0], depth, step, present, width, panel);
        }

        Gather<TElements>(rows, 0, depth, copied, width, step, width, panel);
    }

    /// <summary>Blocks of 4 rows × 16 columns: the 4×4 transposes of each 128-bit lane, for four lanes at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Transpose16<TElements>(byte** rows, int depth, int width, float* panel)
        where TElements : struct, IElements
    {
        int p = 0;
        for (; p <= depth - 16; p += 16)
        {
            for (int r = 0; r < width; r += 4)
            {
                // A width that is no multiple of four ends with an overlapping block.
                int first = Math.Min(r, width - 4);
                long offset = (long)p * TElements.ByteCount;
                Sse.Prefetch0(rows[first] + offset + PrefetchDistance);
                Sse.Prefetch0(rows[first + 1] + offset + PrefetchDistance);
                Sse.Prefetch0(rows[first + 2] + offset + PrefetchDistance);
                Sse.Prefetch0(rows[first + 3] + offset + PrefetchDistance);
                Vector512<float> row0 = TElements.Load16(rows[first] + offset);
                Vector512<float> row1 = TElements.Load16(rows[first + 1] + offset);
                Vector512<float> row2 = TElements.Load16(rows[first + 2] + offset);
                Vector512<float> row3 = TElements.Load16(rows[first + 3] + offset);

                Vector512<double> low01 = Avx512F.UnpackLow(row0, row1).AsDouble();
                Vector512<double> high01 = Avx512F.UnpackHigh(row0, row1).AsDouble();
                Vector512<double> low23 = Avx512F.UnpackLow(row2, row3).AsDouble();
                Vector512<double> high23 = Avx512F.UnpackHigh(row2, row3).AsDouble();

                float* target = panel + ((long)p * width) + first;
                StorePartial(Avx512F.UnpackLow(low01, low23).AsSingle(), target, width);
                StorePartial(Avx512F.UnpackHigh(low01, low23).AsSingle(), target + width, width);
                StorePartial(Avx512F.UnpackLow(high01, high23).AsSingle(), target + (2 * width), width);
                StorePartial(Avx512F.UnpackHigh(high01, high23).AsSingle(), target + (3 * width), width);
            }
        }

        return p;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePartial(Vector512<float> columns, float* target, int width)
    {
        columns.GetLower().GetLower().Store(target);
        Avx512F.ExtractVector128(columns, 1).Store(target + (4 * width));
        Avx512F.ExtractVector128(columns, 2).Store(target + (8 * width));
        Avx512F.ExtractVector128(columns, 3).Store(target + (12 * width));
    }

    /// <summary>Blocks of 4 rows × 4 columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Transpose4<TElements>(byte** rows, int p, int depth, int width, float* panel)
        where TElements : struct, IElements
    {
        if (!Sse2.IsSupported && !AdvSimd.Arm64.IsSupported)
        {
            return p;
        }

        for (; p <= depth - 4; p += 4)
        {
            for (int r = 0; r < width; r += 4)
            {
                int first = Math.Min(r, width - 4);
                long offset = (long)p * TElements.ByteCount;
                Vector128<float> row0 = TElements.Load4(rows[first] + offset);
                Vector128<float> row1 = TElements.Load4(rows[first + 1] + offset);
                Vector128<float> row2 = TElements.Load4(rows[first + 2] + offset);
                Vector128<float> row3 = TElements.Load4(rows[first + 3] + offset);

                Vector128<double> low01 = ZipLow(row0, row1);
                Vector128<double> high01 = ZipHigh(row0, row1);
                Vector128<double> low23 = ZipLow(row2, row3);
                Vector128<double> high23 = ZipHigh(row2, row3);

                float* target = panel + ((long)p * width) + first;
                Vector128.Create(low01.GetLower(), low23.GetLower()).AsSingle().Store(target);
                Vector128.Create(low01.GetUpper(), low23.GetUpper()).AsSingle().Store(target + width);
                Vector128.Create(high01.GetLower(), high23.GetLower()).AsSingle().Store(target + (2 * width));
                Vector128.Create(high01.GetUpper(), high23.GetUpper()).AsSingle().Store(target + (3 * width));
            }
        }

        return p;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> ZipLow(Vector128<float> left, Vector128<float> right) =>
        (Sse2.IsSupported ? Sse.UnpackLow(left, right) : AdvSimd.Arm64.ZipLow(left, right)).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> ZipHigh(Vector128<float> left, Vector128<float> right) =>
        (Sse2.IsSupported ? Sse.UnpackHigh(left, right) : AdvSimd.Arm64.ZipHigh(left, right)).AsDouble();

    /// <summary>Copies neighbouring rows, sixteen and then four at a time, and returns how many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Copy16<TElements>(byte* source, int depth, long step, int present, int width, float* panel)
        where TElements : struct, IElements
    {
        int wide = present / 16 * 16;
        int copied = present / 4 * 4;
        for (int p = 0; p < depth; p++, source += step, panel += width)
        {
            for (int r = 0; r < wide; r += 16)
            {
                TElements.Load16(source + (r * TElements.ByteCount)).Store(panel + r);
            }

            for (int r = wide; r < copied; r += 4)
            {
                TElements.Load4(source + (r * TElements.ByteCount)).Store(panel + r);
            }
        }

        return copied;
    }

    /// <summary>Copies neighbouring rows, four at a time, and returns how many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Copy4<TElements>(byte* source, int depth, long step, int present, int width, float* panel)
        where TElements : struct, IElements
    {
        int copied = present / 4 * 4;
        for (int p = 0; p < depth; p++, source += step, panel += width)
        {
            for (int r = 0; r < copied; r += 4)
            {
                TElements.Load4(source + (r * TElements.ByteCount)).Store(panel + r);
            }
        }

        return copied;
    }

    /// <summary>Copies what is left, element by element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Gather<TElements>(
        byte** rows, int firstColumn, int depth, int firstRow, int lastRow, long step, int width, float* panel)
        where TElements : struct, IElements
    {
        for (int p = firstColumn; p < depth; p++)
        {
            for (int r = firstRow; r < lastRow; r++)
            {
                panel[((long)p * width) + r] = TElements.Load(rows[r] + (p * step));
            }
        }
    }
}
