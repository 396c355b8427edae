using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Ghn.Tensors.Kernels.Vectors;

namespace Ghn.Tensors.Kernels.Convolution;

/// <summary>
/// Sixteen planes turned into pixels of sixteen channels each, and back: squares of 16×16 are transposed in registers, first in
/// groups of four rows, then by exchanging quarters of vectors.
/// </summary>
internal static unsafe class ChannelBlockLayout
{
    /// <summary>The channels of a block.</summary>
    public const int VectorWidth = 16;

    /// <summary>The elements that may be read or written beyond the last pixel.</summary>
    public const int Slack = VectorWidth * VectorWidth;

    /// <summary>Brings planes into pixels. Channels that do not exist repeat the last one.</summary>
    /// <param name="planes">The planes.</param>
    /// <param name="planeStride">The distance between them.</param>
    /// <param name="channels">Their number, one to sixteen.</param>
    /// <param name="count">The number of pixels.</param>
    /// <param name="pixels">The pixels, with <see cref="Slack"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather(float* planes, long planeStride, int channels, int count, float* pixels)
    {
        float* square = stackalloc float[VectorWidth * VectorWidth];
        float* quarters = stackalloc float[VectorWidth * VectorWidth];
        for (int p = 0; p < count; p += VectorWidth)
        {
            float* rows = planes + p;
            float* target = pixels + ((long)p * VectorWidth);
            if (channels == VectorWidth && count - p >= VectorWidth)
            {
                Transpose(rows, planeStride, quarters, target, VectorWidth);
                continue;
            }

            for (int r = 0; r < VectorWidth; r++)
            {
                PartialVector.Load(rows + (Math.Min(r, channels - 1) * planeStride), count - p).Store(square + (r * VectorWidth));
            }

            Transpose(square, VectorWidth, quarters, target, VectorWidth);
        }
    }

    /// <summary>Brings pixels back into planes.</summary>
    /// <param name="pixels">The pixels, with <see cref="Slack"/>.</param>
    /// <param name="count">Their number.</param>
    /// <param name="planes">The planes.</param>
    /// <param name="planeStride">The distance between them.</param>
    /// <param name="channels">Their number, one to sixteen.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scatter(float* pixels, int count, float* planes, long planeStride, int channels)
    {
        float* square = stackalloc float[VectorWidth * VectorWidth];
        float* quarters = stackalloc float[VectorWidth * VectorWidth];
        for (int p = 0; p < count; p += VectorWidth)
        {
            float* source = pixels + ((long)p * VectorWidth);
            float* rows = planes + p;
            if (channels == VectorWidth && count - p >= VectorWidth)
            {
                Transpose(source, VectorWidth, quarters, rows, planeStride);
                continue;
            }

            Transpose(source, VectorWidth, quarters, square, VectorWidth);
            for (int r = 0; r < channels; r++)
            {
                PartialVector.Store(Vector512.Load(square + (r * VectorWidth)), rows + (r * planeStride), count - p);
            }
        }
    }

    /// <summary>Transposes a square of 16×16 elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(float* source, long sourceStride, float* quarters, float* target, long targetStride)
    {
        if (!Avx512F.IsSupported)
        {
            for (int i = 0; i < VectorWidth * VectorWidth; i++)
            {
                target[(i / VectorWidth * targetStride) + (i % VectorWidth)] = source[(i % VectorWidth * sourceStride) + (i / VectorWidth)];
            }

            return;
        }

        for (int i = 0; i < VectorWidth; i += 4, source += 4 * sourceStride)
        {
            // What follows in memory are mostly the next sixteen planes, and the next to be wanted.
            Prefetch(source + (VectorWidth * sourceStride), sourceStride);
            Vector512<float> row0 = Vector512.Load(source);
            Vector512<float> row1 = Vector512.Load(source + sourceStride);
            Vector512<float> row2 = Vector512.Load(source + (2 * sourceStride));
            Vector512<float> row3 = Vector512.Load(source + (3 * sourceStride));
            Vector512<double> low01 = Avx512F.UnpackLow(row0, row1).AsDouble();
            Vector512<double> high01 = Avx512F.UnpackHigh(row0, row1).AsDouble();
            Vector512<double> low23 = Avx512F.UnpackLow(row2, row3).AsDouble();
            Vector512<double> high23 = Avx512F.UnpackHigh(row2, row3).AsDouble();
            Avx512F.UnpackLow(low01, low23).AsSingle().Store(quarters + (i * VectorWidth));
            Avx512F.UnpackHigh(low01, low23).AsSingle().Store(quarters + ((i + 1) * VectorWidth));
            Avx512F.UnpackLow(high01, high23).AsSingle().Store(quarters + ((i + 2) * VectorWidth));
            Avx512F.UnpackHigh(high01, high23).AsSingle().Store(quarters + ((i + 3) * VectorWidth));
        }

        for (int c = 0; c < 4; c++, quarters += VectorWidth, target += targetStride)
        {
            Vector512<float> q0 = Vector512.Load(quarters);
            Vector512<float> q1 = Vector512.Load(quarters + (4 * VectorWidth));
            Vector512<float> q2 = Vector512.Load(quarters + (8 * VectorWidth));
            Vector512<float> q3 = Vector512.Load(quarters + (12 * VectorWidth));
            Vector512<float> lower01 = Avx512F.Shuffle4x128(q0, q1, 0x44);
            Vector512<float> upper01 = Avx512F.Shuffle4x128(q0, q1, 0xEE);
            Vector512<float> lower23 = Avx512F.Shuffle4x128(q2, q3, 0x44);
            Vector512<float> upper23 = Avx512F.Shuffle4x128(q2, q3, 0xEE);
            Avx512F.Shuffle4x128(lower01, lower23, 0x88).Store(target);
            Avx512F.Shuffle4x128(lower01, lower23, 0xDD).Store(target + (4 * targetStride));
            Avx512F.Shuffle4x128(upper01, upper23, 0x88).Store(target + (8 * targetStride));
            Avx512F.Shuffle4x128(upper01, upper23, 0xDD).Store(target + (12 * targetStride));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(float* row, long stride)
    {
        Sse.Prefetch1(row);
        Sse.Prefetch1(row + stride);
        Sse.Prefetch1(row + (2 * stride));
        Sse.Prefetch1(row + (3 * stride));
    }
}
