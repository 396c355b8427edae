using System.Runtime.CompilerServices;

namespace Ghn.Tensors.Kernels.Convolution;

/// <summary>
/// What depthwise convolutions do in one plane: a few taps slide over it. In a <see cref="PaddedPlaneLayout"/> a tap reads elements that
/// follow each other from one row to the next, so a whole plane is one long stretch; what falls between rows is not used.
/// </summary>
internal abstract unsafe class DepthwiseKernel
{
    /// <summary>The most elements that a kernel reads or writes beyond the end.</summary>
    public const int Slack = 64;

    /// <summary>The fastest kernel for this processor.</summary>
    public static DepthwiseKernel Best { get; } = All.First(kernel => kernel.IsSupported);

    /// <summary>Every kernel, fastest first.</summary>
    public static IReadOnlyList<DepthwiseKernel> All =>
    [
        new DepthwiseKernel<Simd512, System.Runtime.Intrinsics.Vector512<float>>(),
        new DepthwiseKernel<Simd256, System.Runtime.Intrinsics.Vector256<float>>(),
        new DepthwiseKernel<Simd128, System.Runtime.Intrinsics.Vector128<float>>(),
        new DepthwiseKernel<SingleLane, float>(),
    ];

    /// <summary>Whether this processor can run the kernel.</summary>
    public abstract bool IsSupported { get; }

    /// <summary>target[q] = bias + Σₜ weights[t] · source[q + offsets[t]].</summary>
    public abstract void Slide(float* source, ReadOnlySpan<int> offsets, float* weights, float bias, float* target, int count);

    /// <summary>sums[t] += Σ_q gradient[q] · source[q + offsets[t]]; the gradient is zero up to the end of a vector.</summary>
    public abstract void Correlate(float* source, ReadOnlySpan<int> offsets, float* gradient, float* sums, int count);
}

/// <summary>The kernel for vectors of one length.</summary>
internal sealed unsafe class DepthwiseKernel<TSimd, TVector> : DepthwiseKernel
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    /// <summary>The taps that are correlated at once: each has a sum in a register.</summary>
    private const int TapsAtOnce = 9;

    /// <inheritdoc/>
    public override bool IsSupported => TSimd.IsSupported;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Slide(float* source, ReadOnlySpan<int> offsets, float* weights, float bias, float* target, int count)
    {
        int vectorWidth = TSimd.Count;
        int q = 0;
        for (; q < count - (6 * vectorWidth); q += 8 * vectorWidth)
        {
            TVector s0 = TSimd.Create(bias), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
            for (int t = 0; t < offsets.Length; t++)
            {
                float* from = source + q + offsets[t];
                TVector weight = TSimd.Create(weights[t]);
                s0 = TSimd.MultiplyAdd(weight, TSimd.Load(from), s0);
                s1 = TSimd.MultiplyAdd(weight, TSimd.Load(from + vectorWidth), s1);
                s2 = TSimd.MultiplyAdd(weight, TSimd.Load(from + (2 * vectorWidth)), s2);
                s3 = TSimd.MultiplyAdd(weight, TSimd.Load(from + (3 * vectorWidth)), s3);
                s4 = TSimd.MultiplyAdd(weight, TSimd.Load(from + (4 * vectorWidth)), s4);
                s5 = TSimd.MultiplyAdd(weight, TSimd.Load(from + (5 * vectorWidth)), s5);
                s6 = TSimd.MultiplyAdd(weight, TSimd.Load(from + (6 * vectorWidth)), s6);
                s7 = TSimd.MultiplyAdd(weight, TSimd.Load(from + (7 * vectorWidth)), s7);
            }

            TSimd.Store(s0, target + q);
            TSimd.Store(s1, target + q + vectorWidth);
            TSimd.Store(s2, target + q + (2 * vectorWidth));
            TSimd.Store(s3, target + q + (3 * vectorWidth));
            TSimd.Store(s4, target + q + (4 * vectorWidth));
            TSimd.Store(s5, target + q + (5 * vectorWidth));
            TSimd.Store(s6, target + q + (6 * vectorWidth));
            TSimd.Store(s7, target + q + (7 * vectorWidth));
        }

        for (; q < count - (2 * vectorWidth); q += 4 * vectorWidth)
        {
            TVector s0 = TSimd.Create(bias), s1 = s0, s2 = s0, s3 = s0;
            for (int t = 0; t < offsets.Length; t++)
            {
                float* from = source + q + offsets[t];
                TVector weight = TSimd.Create(weights[t]);
                s0 = TSimd.MultiplyAdd(weight, TSimd.Load(from), s0);
                s1 = TSimd.MultiplyAdd(weight, TSimd.Load(from + vectorWidth), s1);
                s2 = TSimd.MultiplyAdd(weight, TSimd.Load(from + (2 * vectorWidth)), s2);
                s3 = TSimd.MultiplyAdd(weight, TSimd.Load(from + (3 * vectorWidth)), s3);
            }

            TSimd.Store(s0, target + q);
            TSimd.Store(s1, target + q + vectorWidth);
            TSimd.Store(s2, target + q + (2 * vectorWidth));
            TSimd.Store(s3, target + q + (3 * vectorWidth));
        }

        for (; q < count; q += 2 * vectorWidth)
        {
            TVector s0 = TSimd.Create(bias), s1 = s0;
            for (int t = 0; t < offsets.Length; t++)
            {
                float* from = source + q + offsets[t];
                TVector weight = TSimd.Create(weights[t]);
                s0 = TSimd.MultiplyAdd(weight, TSimd.Load(from), s0);
                s1 = TSimd.MultiplyAdd(weight, TSimd.Load(from + vectorWidth), s1);
            }

            TSimd.Store(s0, target + q);
            TSimd.Store(s1, target + q + vectorWidth);
        }
    }

    /// <inheritdoc/>
    public override void Correlate(float* source, ReadOnlySpan<int> offsets, float* gradient, float* sums, int count)
    {
        // A last group of fewer taps repeats its first one, whose sums then go nowhere.
        int* group = stackalloc int[TapsAtOnce];
        float* groupSums = stackalloc float[TapsAtOnce];
        for (int first = 0; first < offsets.Length; first += TapsAtOnce)
        {
            int taps = Math.Min(TapsAtOnce, offsets.Length - first);
            for (int t = 0; t < TapsAtOnce; t++)
            {
                group[t] = offsets[first + (t < taps ? t : 0)];
            }

            CorrelateGroup(source, group, gradient, groupSums, count);
            for (int t = 0; t < taps; t++)
            {
                sums[first + t] += groupSums[t];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CorrelateGroup(float* source, int* offsets, float* gradient, float* sums, int count)
    {
        TVector s0 =
            default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default, s8 = default;
        float* from0 = source + offsets[0];
        float* from1 = source + offsets[1];
        float* from2 = source + offsets[2];
        float* from3 = source + offsets[3];
        float* from4 = source + offsets[4];
        float* from5 = source + offsets[5];
        float* from6 = source + offsets[6];
        float* from7 = source + offsets[7];
        float* from8 = source + offsets[8];
        for (long q = 0; q < count; q += TSimd.Count)
        {
            TVector by = TSimd.Load(gradient + q);
            s0 = TSimd.MultiplyAdd(by, TSimd.Load(from0 + q), s0);
            s1 = TSimd.MultiplyAdd(by, TSimd.Load(from1 + q), s1);
            s2 = TSimd.MultiplyAdd(by, TSimd.Load(from2 + q), s2);
            s3 = TSimd.MultiplyAdd(by, TSimd.Load(from3 + q), s3);
            s4 = TSimd.MultiplyAdd(by, TSimd.Load(from4 + q), s4);
            s5 = TSimd.MultiplyAdd(by, TSimd.Load(from5 + q), s5);
            s6 = TSimd.MultiplyAdd(by, TSimd.Load(from6 + q), s6);
            s7 = TSimd.MultiplyAdd(by, TSimd.Load(from7 + q), s7);
            s8 = TSimd.MultiplyAdd(by, TSimd.Load(from8 + q), s8);
        }

        sums[0] = TSimd.Sum(s0);
        sums[1] = TSimd.Sum(s1);
        sums[2] = TSimd.Sum(s2);
        sums[3] = TSimd.Sum(s3);
        sums[4] = TSimd.Sum(s4);
        sums[5] = TSimd.Sum(s5);
        sums[6] = TSimd.Sum(s6);
        sums[7] = TSimd.Sum(s7);
        sums[8] = TSimd.Sum(s8);
    }
}
