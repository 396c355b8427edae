using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ghn.Tensors.Kernels.Gemm;

/// <summary>6×16 tiles for AVX2 with FMA: 12 accumulators, two vectors of B, and broadcasts of A fill the 16 registers.</summary>
internal sealed unsafe class Avx2Kernel() : GemmKernel(6, 16)
{
    /// <inheritdoc/>
    public override bool IsSupported => Avx2.IsSupported && Fma.IsSupported;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Multiply(int depth, float* a, float* b, float* c, long stride, bool accumulate, float* next)
    {
        Vector256<float> r0l = default, r0r = default;
        Vector256<float> r1l = default, r1r = default;
        Vector256<float> r2l = default, r2r = default;
        Vector256<float> r3l = default, r3r = default;
        Vector256<float> r4l = default, r4r = default;
        Vector256<float> r5l = default, r5r = default;
        for (; depth > 0; depth--)
        {
            Vector256<float> left = Vector256.LoadAligned(b);
            Vector256<float> right = Vector256.LoadAligned(b + 8);
            Vector256<float> x0 = Vector256.Create(a[0]);
            r0l = Fma.MultiplyAdd(x0, left, r0l);
            r0r = Fma.MultiplyAdd(x0, right, r0r);
            Vector256<float> x1 = Vector256.Create(a[1]);
            r1l = Fma.MultiplyAdd(x1, left, r1l);
            r1r = Fma.MultiplyAdd(x1, right, r1r);
            Vector256<float> x2 = Vector256.Create(a[2]);
            r2l = Fma.MultiplyAdd(x2, left, r2l);
            r2r = Fma.MultiplyAdd(x2, right, r2r);
            Vector256<float> x3 = Vector256.Create(a[3]);
            r3l = Fma.MultiplyAdd(x3, left, r3l);
            r3r = Fma.MultiplyAdd(x3, right, r3r);
            Vector256<float> x4 = Vector256.Create(a[4]);
            r4l = Fma.MultiplyAdd(x4, left, r4l);
            r4r = Fma.MultiplyAdd(x4, right, r4r);
            Vector256<float> x5 = Vector256.Create(a[5]);
            r5l = Fma.MultiplyAdd(x5, left, r5l);
            r5r = Fma.MultiplyAdd(x5, right, r5r);
            a += 6;
            b += 16;
        }

        Store(c, r0l, r0r, accumulate);
        Store(c + stride, r1l, r1r, accumulate);
        Store(c + (2 * stride), r2l, r2r, accumulate);
        Store(c + (3 * stride), r3l, r3r, accumulate);
        Store(c + (4 * stride), r4l, r4r, accumulate);
        Store(c + (5 * stride), r5l, r5r, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, Vector256<float> left, Vector256<float> right, bool accumulate)
    {
        if (accumulate)
        {
            left += Vector256.Load(c);
            right += Vector256.Load(c + 8);
        }

        left.Store(c);
        right.Store(c + 8);
    }
}
