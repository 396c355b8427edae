using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ghn.Tensors.Kernels.Convolution;

/// <summary>
/// What depthwise convolutions do with pixels of sixteen channels (<see cref="ChannelBlockLayout"/>). A tap is a fixed offset from an
/// output's
/// place, and a vector is a pixel: whatever the size of the map, every read is aligned and every lane is used.
/// </summary>
internal static unsafe class BlockedDepthwiseKernel
{
    /// <summary>The outputs, and the taps, whose sums are in registers at once.</summary>
    public const int OutputsAtOnce = 8;
    public const int TapsAtOnce = 9;

    private const int VectorWidth = ChannelBlockLayout.VectorWidth;

    /// <summary>target[to[n]] = bias + Σₜ weights[t] · source[from[n] + offsets[t]], all of them vectors.</summary>
    /// <param name="source">Pixels.</param>
    /// <param name="from">The elements, not pixels, at which the outputs' patches begin.</param>
    /// <param name="to">The elements at which outputs go.</param>
    /// <param name="outputs">The number of outputs, a multiple of <see cref="OutputsAtOnce"/>.</param>
    /// <param name="offsets">The offsets of taps, in elements.</param>
    /// <param name="taps">The number of taps.</param>
    /// <param name="weights">A vector for each tap.</param>
    /// <param name="bias">What sums begin with.</param>
    /// <param name="target">Pixels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Slide(
        float* source, int* from, int* to, int outputs, int* offsets, int taps, float* weights, Vector512<float> bias, float* target)
    {
        for (int n = 0; n < outputs; n += OutputsAtOnce, from += OutputsAtOnce, to += OutputsAtOnce)
        {
            float* from0 = source + from[0];
            float* from1 = source + from[1];
            float* from2 = source + from[2];
            float* from3 = source + from[3];
            float* from4 = source + from[4];
            float* from5 = source + from[5];
            float* from6 = source + from[6];
            float* from7 = source + from[7];
            Vector512<float> s0 = bias, s1 = bias, s2 = bias, s3 = bias, s4 = bias, s5 = bias, s6 = bias, s7 = bias;
            for (int t = 0; t < taps; t++)
            {
                long offset = offsets[t];
                Vector512<float> weight = Vector512.Load(weights + (t * VectorWidth));
                s0 = Vector512.MultiplyAddEstimate(weight, Vector512.Load(from0 + offset), s0);
                s1 = Vector512.MultiplyAddEstimate(weight, Vector512.Load(from1 + offset), s1);
                s2 = Vector512.MultiplyAddEstimate(weight, Vector512.Load(from2 + offset), s2);
                s3 = Vector512.MultiplyAddEstimate(weight, Vector512.Load(from3 + offset), s3);
                s4 = Vector512.MultiplyAddEstimate(weight, Vector512.Load(from4 + offset), s4);
                s5 = Vector512.MultiplyAddEstimate(weight, Vector512.Load(from5 + offset), s5);
                s6 = Vector512.MultiplyAddEstimate(weight, Vector512.Load(from6 + offset), s6);
                s7 = Vector512.MultiplyAddEstimate(weight, Vector512.Load(from7 + offset), s7);
            }

            s0.Store(target + to[0]);
            s1.Store(target + to[1]);
            s2.Store(target + to[2]);
            s3.Store(target + to[3]);
            s4.Store(target + to[4]);
            s5.Store(target + to[5]);
            s6.Store(target + to[6]);
            s7.Store(target + to[7]);
        }
    }

    /// <summary>sums[t] += Σₙ gradient[n] · source[from[n] + offsets[t]], for <see cref="TapsAtOnce"/> taps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Correlate(float* source, int* from, int outputs, float* gradient, int* offsets, float* sums)
    {
        Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default;
        Vector512<float> s5 = default, s6 = default, s7 = default, s8 = default;
        float* from0 = source + offsets[0];
        float* from1 = source + offsets[1];
        float* from2 = source + offsets[2];
        float* from3 = source + offsets[3];
        float* from4 = source + offsets[4];
        float* from5 = source + offsets[5];
        float* from6 = source + offsets[6];
        float* from7 = source + offsets[7];
        float* from8 = source + offsets[8];
        for (int n = 0; n < outputs; n++, gradient += VectorWidth)
        {
            long at = from[n];
            Vector512<float> by = Vector512.Load(gradient);
            s0 = Vector512.MultiplyAddEstimate(by, Vector512.Load(from0 + at), s0);
            s1 = Vector512.MultiplyAddEstimate(by, Vector512.Load(from1 + at), s1);
            s2 = Vector512.MultiplyAddEstimate(by, Vector512.Load(from2 + at), s2);
            s3 = Vector512.MultiplyAddEstimate(by, Vector512.Load(from3 + at), s3);
            s4 = Vector512.MultiplyAddEstimate(by, Vector512.Load(from4 + at), s4);
            s5 = Vector512.MultiplyAddEstimate(by, Vector512.Load(from5 + at), s5);
            s6 = Vector512.MultiplyAddEstimate(by, Vector512.Load(from6 + at), s6);
            s7 = Vector512.MultiplyAddEstimate(by, Vector512.Load(from7 + at), s7);
            s8 = Vector512.MultiplyAddEstimate(by, Vector512.Load(from8 + at), s8);
        }

        (s0 + Vector512.Load(sums)).Store(sums);
        (s1 + Vector512.Load(sums + VectorWidth)).Store(sums + VectorWidth);
        (s2 + Vector512.Load(sums + (2 * VectorWidth))).Store(sums + (2 * VectorWidth));
        (s3 + Vector512.Load(sums + (3 * VectorWidth))).Store(sums + (3 * VectorWidth));
        (s4 + Vector512.Load(sums + (4 * VectorWidth))).Store(sums + (4 * VectorWidth));
        (s5 + Vector512.Load(sums + (5 * VectorWidth))).Store(sums + (5 * VectorWidth));
        (s6 + Vector512.Load(sums + (6 * VectorWidth))).Store(sums + (6 * VectorWidth));
        (s7 + Vector512.Load(sums + (7 * VectorWidth))).Store(sums + (7 * VectorWidth));
        (s8 + Vector512.Load(sums + (8 * VectorWidth))).Store(sums + (8 * VectorWidth));
    }
}
