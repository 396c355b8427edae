using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ghn.Tensors.Kernels.Gemm;

/// <summary>4×16 tiles of 128-bit vectors: 16 accumulators of NEON's 32 registers; elsewhere right, but not fast.</summary>
internal sealed unsafe class Vector128Kernel() : GemmKernel(4, 16)
{
    /// <inheritdoc/>
    public override bool IsSupported => Vector128.IsHardwareAccelerated;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Multiply(int depth, float* a, float* b, float* c, long stride, bool accumulate, float* next)
    {
        Vector128<float> r0l = default, r0m = default, r0n = default, r0o = default;
        Vector128<float> r1l = default, r1m = default, r1n = default, r1o = default;
        Vector128<float> r2l = default, r2m = default, r2n = default, r2o = default;
        Vector128<float> r3l = default, r3m = default, r3n = default, r3o = default;
        for (; depth > 0; depth--)
        {
            Vector128<float> b0 = Vector128.LoadAligned(b);
            Vector128<float> b1 = Vector128.LoadAligned(b + 4);
            Vector128<float> b2 = Vector128.LoadAligned(b + 8);
            Vector128<float> b3 = Vector128.LoadAligned(b + 12);
            Vector128<float> x0 = Vector128.Create(a[0]);
            r0l = Vector128.MultiplyAddEstimate(x0, b0, r0l);
            r0m = Vector128.MultiplyAddEstimate(x0, b1, r0m);
            r0n = Vector128.MultiplyAddEstimate(x0, b2, r0n);
            r0o = Vector128.MultiplyAddEstimate(x0, b3, r0o);
            Vector128<float> x1 = Vector128.Create(a[1]);
            r1l = Vector128.MultiplyAddEstimate(x1, b0, r1l);
            r1m = Vector128.MultiplyAddEstimate(x1, b1, r1m);
            r1n = Vector128.MultiplyAddEstimate(x1, b2, r1n);
            r1o = Vector128.MultiplyAddEstimate(x1, b3, r1o);
            Vector128<float> x2 = Vector128.Create(a[2]);
            r2l = Vector128.MultiplyAddEstimate(x2, b0, r2l);
            r2m = Vector128.MultiplyAddEstimate(x2, b1, r2m);
            r2n = Vector128.MultiplyAddEstimate(x2, b2, r2n);
            r2o = Vector128.MultiplyAddEstimate(x2, b3, r2o);
            Vector128<float> x3 = Vector128.Create(a[3]);
            r3l = Vector128.MultiplyAddEstimate(x3, b0, r3l);
            r3m = Vector128.MultiplyAddEstimate(x3, b1, r3m);
            r3n = Vector128.MultiplyAddEstimate(x3, b2, r3n);
            r3o = Vector128.MultiplyAddEstimate(x3, b3, r3o);
            a += 4;
            b += 16;
        }

        Store(c, r0l, r0m, r0n, r0o, accumulate);
        Store(c + stride, r1l, r1m, r1n, r1o, accumulate);
        Store(c + (2 * stride), r2l, r2m, r2n, r2o, accumulate);
        Store(c + (3 * stride), r3l, r3m, r3n, r3o, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, Vector128<float> b0, Vector128<float> b1, Vector128<float> b2, Vector128<float> b3, bool accumulate)
    {
        if (accumulate)
        {
            b0 += Vector128.Load(c);
            b1 += Vector128.Load(c + 4);
            b2 += Vector128.Load(c + 8);
            b3 += Vector128.Load(c + 12);
        }

        b0.Store(c);
        b1.Store(c + 4);
        b2.Store(c + 8);
        b3.Store(c + 12);
    }
}
