using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ghn.Tensors.Kernels.Gemm;

/// <summary>12×32 tiles for AVX-512: 24 accumulators, two vectors of B, and broadcasts of A fill the 32 registers.</summary>
internal sealed unsafe class Avx512Kernel() : GemmKernel(12, 32)
{
    private const int StepsPerPrefetch = 16;
    private const int VectorWidth = 16;

    /// <inheritdoc/>
    public override bool IsSupported => Avx512F.IsSupported;

    /// <inheritdoc/>
    public override void Pack(in MatrixView source, int firstRow, int firstColumn, int depth, int width, float* panel) =>
        PanelPacker.Pack(source, firstRow, firstColumn, depth, width, panel, wide: true);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Multiply(int depth, float* a, float* b, float* c, long stride, bool accumulate, float* next)
    {
        Vector512<float> r0l = default, r0r = default;
        Vector512<float> r1l = default, r1r = default;
        Vector512<float> r2l = default, r2r = default;
        Vector512<float> r3l = default, r3r = default;
        Vector512<float> r4l = default, r4r = default;
        Vector512<float> r5l = default, r5r = default;
        Vector512<float> r6l = default, r6r = default;
        Vector512<float> r7l = default, r7r = default;
        Vector512<float> r8l = default, r8r = default;
        Vector512<float> r9l = default, r9r = default;
        Vector512<float> r10l = default, r10r = default;
        Vector512<float> r11l = default, r11r = default;
        float* row = c;
        float* lastRow = c + ((Rows - 1) * stride);
        for (; depth > 0; depth--)
        {
            // Asked for all at once, these lines would hold up those of B.
            if (depth % StepsPerPrefetch == 0)
            {
                Sse.Prefetch1(next);
                Sse.Prefetch1(next + VectorWidth);
                next += 2 * VectorWidth;
                Sse.Prefetch0(row);
                Sse.Prefetch0(row + (2 * VectorWidth) - 1);
                row = row < lastRow ? row + stride : row;
            }

            Vector512<float> left = Vector512.LoadAligned(b);
            Vector512<float> right = Vector512.LoadAligned(b + 16);
            Vector512<float> x0 = Vector512.Create(a[0]);
            r0l = Avx512F.FusedMultiplyAdd(x0, left, r0l);
            r0r = Avx512F.FusedMultiplyAdd(x0, right, r0r);
            Vector512<float> x1 = Vector512.Create(a[1]);
            r1l = Avx512F.FusedMultiplyAdd(x1, left, r1l);
            r1r = Avx512F.FusedMultiplyAdd(x1, right, r1r);
            Vector512<float> x2 = Vector512.Create(a[2]);
            r2l = Avx512F.FusedMultiplyAdd(x2, left, r2l);
            r2r = Avx512F.FusedMultiplyAdd(x2, right, r2r);
            Vector512<float> x3 = Vector512.Create(a[3]);
            r3l = Avx512F.FusedMultiplyAdd(x3, left, r3l);
            r3r = Avx512F.FusedMultiplyAdd(x3, right, r3r);
            Vector512<float> x4 = Vector512.Create(a[4]);
            r4l = Avx512F.FusedMultiplyAdd(x4, left, r4l);
            r4r = Avx512F.FusedMultiplyAdd(x4, right, r4r);
            Vector512<float> x5 = Vector512.Create(a[5]);
            r5l = Avx512F.FusedMultiplyAdd(x5, left, r5l);
            r5r = Avx512F.FusedMultiplyAdd(x5, right, r5r);
            Vector512<float> x6 = Vector512.Create(a[6]);
            r6l = Avx512F.FusedMultiplyAdd(x6, left, r6l);
            r6r = Avx512F.FusedMultiplyAdd(x6, right, r6r);
            Vector512<float> x7 = Vector512.Create(a[7]);
            r7l = Avx512F.FusedMultiplyAdd(x7, left, r7l);
            r7r = Avx512F.FusedMultiplyAdd(x7, right, r7r);
            Vector512<float> x8 = Vector512.Create(a[8]);
            r8l = Avx512F.FusedMultiplyAdd(x8, left, r8l);
            r8r = Avx512F.FusedMultiplyAdd(x8, right, r8r);
            Vector512<float> x9 = Vector512.Create(a[9]);
            r9l = Avx512F.FusedMultiplyAdd(x9, left, r9l);
            r9r = Avx512F.FusedMultiplyAdd(x9, right, r9r);
            Vector512<float> x10 = Vector512.Create(a[10]);
            r10l = Avx512F.FusedMultiplyAdd(x10, left, r10l);
            r10r = Avx512F.FusedMultiplyAdd(x10, right, r10r);
            Vector512<float> x11 = Vector512.Create(a[11]);
            r11l = Avx512F.FusedMultiplyAdd(x11, left, r11l);
            r11r = Avx512F.FusedMultiplyAdd(x11, right, r11r);
            a += 12;
            b += 32;
        }

        Store(c, r0l, r0r, accumulate);
        Store(c + stride, r1l, r1r, accumulate);
        Store(c + (2 * stride), r2l, r2r, accumulate);
        Store(c + (3 * stride), r3l, r3r, accumulate);
        Store(c + (4 * stride), r4l, r4r, accumulate);
        Store(c + (5 * stride), r5l, r5r, accumulate);
        Store(c + (6 * stride), r6l, r6r, accumulate);
        Store(c + (7 * stride), r7l, r7r, accumulate);
        Store(c + (8 * stride), r8l, r8r, accumulate);
        Store(c + (9 * stride), r9l, r9r, accumulate);
        Store(c + (10 * stride), r10l, r10r, accumulate);
        Store(c + (11 * stride), r11l, r11r, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, Vector512<float> left, Vector512<float> right, bool accumulate)
    {
        if (accumulate)
        {
            left += Vector512.Load(c);
            right += Vector512.Load(c + 16);
        }

        left.Store(c);
        right.Store(c + 16);
    }
}
