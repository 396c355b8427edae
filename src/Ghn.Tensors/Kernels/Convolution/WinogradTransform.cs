using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ghn.Tensors.Kernels.Convolution;

/// <summary>
/// The small linear maps of Winograd's convolution F(2×2, 3×3): a tile of 2×2 outputs sees 4×4 inputs, and there are transforms after
/// which a product for each of the 16 elements replaces 36 multiplications (Lavin and Gray,
/// <see href="https://arxiv.org/abs/1509.09308"/>). Their coefficients are 0, ±1 and ½, so they cost next to no accuracy. Each lane of a
/// vector is a tile, or a kernel, of its own.
/// </summary>
internal static unsafe class WinogradTransform
{
    /// <summary>The elements of a transformed tile.</summary>
    public const int Elements = 16;

    /// <summary>Transforms 3×3 kernels, G·g·Gᵀ, of which each row is given; element e is stored at <c>e · stride</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Weights(
        (Vector128<float> G0, Vector128<float> G1, Vector128<float> G2) top,
        (Vector128<float> G0, Vector128<float> G1, Vector128<float> G2) middle,
        (Vector128<float> G0, Vector128<float> G1, Vector128<float> G2) bottom,
        float* target,
        long stride)
    {
        Vector128<float> outer0 = (top.G0 + bottom.G0) * 0.5f, inner0 = middle.G0 * 0.5f;
        Vector128<float> outer1 = (top.G1 + bottom.G1) * 0.5f, inner1 = middle.G1 * 0.5f;
        Vector128<float> outer2 = (top.G2 + bottom.G2) * 0.5f, inner2 = middle.G2 * 0.5f;
        WeightsRow(top.G0, top.G1, top.G2, target, stride);
        WeightsRow(outer0 + inner0, outer1 + inner1, outer2 + inner2, target + (4 * stride), stride);
        WeightsRow(outer0 - inner0, outer1 - inner1, outer2 - inner2, target + (8 * stride), stride);
        WeightsRow(bottom.G0, bottom.G1, bottom.G2, target + (12 * stride), stride);
    }

    /// <summary>Transforms 4×4 tiles of the input, Bᵀ·d·B; element e is stored at <c>e · stride</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input(float* source, long rowStride, long columnStride, float* target, long stride)
    {
        InputColumn(
            source, rowStride, out Vector512<float> r00, out Vector512<float> r10, out Vector512<float> r20, out Vector512<float> r30);
        source += columnStride;
        InputColumn(
            source, rowStride, out Vector512<float> r01, out Vector512<float> r11, out Vector512<float> r21, out Vector512<float> r31);
        source += columnStride;
        InputColumn(
            source, rowStride, out Vector512<float> r02, out Vector512<float> r12, out Vector512<float> r22, out Vector512<float> r32);
        source += columnStride;
        InputColumn(
            source, rowStride, out Vector512<float> r03, out Vector512<float> r13, out Vector512<float> r23, out Vector512<float> r33);
        InputRow(r00, r01, r02, r03, target, stride);
        InputRow(r10, r11, r12, r13, target + (4 * stride), stride);
        InputRow(r20, r21, r22, r23, target + (8 * stride), stride);
        InputRow(r30, r31, r32, r33, target + (12 * stride), stride);
    }

    /// <summary>Transforms 2×2 tiles of the output's gradient, A·y·Aᵀ; element e is stored at <c>e · stride</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Gradient(float* source, long rowStride, long columnStride, float* target, long stride)
    {
        Vector512<float> y00 = Vector512.Load(source);
        Vector512<float> y01 = Vector512.Load(source + columnStride);
        Vector512<float> y10 = Vector512.Load(source + rowStride);
        Vector512<float> y11 = Vector512.Load(source + rowStride + columnStride);
        GradientRow(y00, y01, target, stride);
        GradientRow(y00 + y10, y01 + y11, target + (4 * stride), stride);
        GradientRow(y00 - y10, y01 - y11, target + (8 * stride), stride);
        GradientRow(-y10, -y11, target + (12 * stride), stride);
    }

    /// <summary>Transforms products back into 2×2 outputs, Aᵀ·m·A, from elements at <c>e · stride</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output(
        float* source, long stride, out Vector512<float> y00, out Vector512<float> y01, out Vector512<float> y10, out Vector512<float> y11)
    {
        OutputColumn(source, stride, out Vector512<float> top0, out Vector512<float> bottom0);
        OutputColumn(source + stride, stride, out Vector512<float> top1, out Vector512<float> bottom1);
        OutputColumn(source + (2 * stride), stride, out Vector512<float> top2, out Vector512<float> bottom2);
        OutputColumn(source + (3 * stride), stride, out Vector512<float> top3, out Vector512<float> bottom3);
        y00 = top0 + top1 + top2;
        y01 = top1 - top2 - top3;
        y10 = bottom0 + bottom1 + bottom2;
        y11 = bottom1 - bottom2 - bottom3;
    }

    /// <summary>Transforms sums of products into gradients of 3×3 kernels, Gᵀ·m·G, vector after vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WeightGradient(float* source, long stride, float* target)
    {
        WeightGradientColumn(source, stride, out Vector512<float> t0, out Vector512<float> m0, out Vector512<float> b0);
        WeightGradientColumn(source + stride, stride, out Vector512<float> t1, out Vector512<float> m1, out Vector512<float> b1);
        WeightGradientColumn(source + (2 * stride), stride, out Vector512<float> t2, out Vector512<float> m2, out Vector512<float> b2);
        WeightGradientColumn(source + (3 * stride), stride, out Vector512<float> t3, out Vector512<float> m3, out Vector512<float> b3);
        WeightGradientRow(t0, t1, t2, t3, target);
        WeightGradientRow(m0, m1, m2, m3, target + (3 * Vector512<float>.Count));
        WeightGradientRow(b0, b1, b2, b3, target + (6 * Vector512<float>.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WeightsRow(Vector128<float> g0, Vector128<float> g1, Vector128<float> g2, float* target, long stride)
    {
        Vector128<float> outer = (g0 + g2) * 0.5f;
        Vector128<float> inner = g1 * 0.5f;
        g0.Store(target);
        (outer + inner).Store(target + stride);
        (outer - inner).Store(target + (2 * stride));
        g2.Store(target + (3 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void InputColumn(
        float* source, long stride, out Vector512<float> r0, out Vector512<float> r1, out Vector512<float> r2, out Vector512<float> r3)
    {
        Vector512<float> d0 = Vector512.Load(source);
        Vector512<float> d1 = Vector512.Load(source + stride);
        Vector512<float> d2 = Vector512.Load(source + (2 * stride));
        Vector512<float> d3 = Vector512.Load(source + (3 * stride));
        r0 = d0 - d2;
        r1 = d1 + d2;
        r2 = d2 - d1;
        r3 = d1 - d3;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void InputRow(
        Vector512<float> d0, Vector512<float> d1, Vector512<float> d2, Vector512<float> d3, float* target, long stride)
    {
        (d0 - d2).Store(target);
        (d1 + d2).Store(target + stride);
        (d2 - d1).Store(target + (2 * stride));
        (d1 - d3).Store(target + (3 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OutputColumn(float* source, long stride, out Vector512<float> top, out Vector512<float> bottom)
    {
        Vector512<float> m1 = Vector512.Load(source + (4 * stride));
        Vector512<float> m2 = Vector512.Load(source + (8 * stride));
        top = Vector512.Load(source) + m1 + m2;
        bottom = m1 - m2 - Vector512.Load(source + (12 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void GradientRow(Vector512<float> y0, Vector512<float> y1, float* target, long stride)
    {
        y0.Store(target);
        (y0 + y1).Store(target + stride);
        (y0 - y1).Store(target + (2 * stride));
        (-y1).Store(target + (3 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WeightGradientColumn(
        float* source, long stride, out Vector512<float> top, out Vector512<float> middle, out Vector512<float> bottom)
    {
        Vector512<float> m1 = Vector512.Load(source + (4 * stride));
        Vector512<float> m2 = Vector512.Load(source + (8 * stride));
        Vector512<float> half = (m1 + m2) * 0.5f;
        top = Vector512.Load(source) + half;
        middle = (m1 - m2) * 0.5f;
        bottom = half + Vector512.Load(source + (12 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WeightGradientRow(
        Vector512<float> m0, Vector512<float> m1, Vector512<float> m2, Vector512<float> m3, float* target)
    {
        Vector512<float> half = (m1 + m2) * 0.5f;
        (m0 + half).Store(target);
        ((m1 - m2) * 0.5f).Store(target + Vector512<float>.Count);
        (half + m3).Store(target + (2 * Vector512<float>.Count));
    }
}
