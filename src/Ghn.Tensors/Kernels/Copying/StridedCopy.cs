using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ghn.Tensors.Kernels.Copying;

/// <summary>
/// Copies short runs of elements, which rows of images are, also from or to places at a distance from each other: without a call, and
/// with vectors that overlap at the end.
/// </summary>
public static unsafe class StridedCopy
{
    /// <summary>Gathers elements at a distance of <paramref name="stride"/> from each other, and scales them.</summary>
    /// <param name="source">Elements, of which the first is the first to be copied.</param>
    /// <param name="stride">The distance, positive.</param>
    /// <param name="factor">What each is multiplied by.</param>
    /// <param name="target">Where to; as many are copied as it holds.</param>
    /// <exception cref="ArgumentException">The source is too short.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void GatherScaled(ReadOnlySpan<float> source, int stride, float factor, Span<float> target)
    {
        RequirePlaces(source.Length, stride, target.Length);
        fixed (float* first = source, destination = target)
        {
            float* next = first;
            for (int i = 0; i < target.Length; i++)
            {
                destination[i] = *next * factor;
                next += stride;
            }
        }
    }

    /// <summary>Scales elements, and stores them at a distance of <paramref name="stride"/> from each other.</summary>
    /// <param name="source">The elements.</param>
    /// <param name="factor">What each is multiplied by.</param>
    /// <param name="target">Where to: the first place is the first element's, and what lies between stays as it is.</param>
    /// <param name="stride">The distance, positive.</param>
    /// <exception cref="ArgumentException">The target is too short.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ScatterScaled(ReadOnlySpan<float> source, float factor, Span<float> target, int stride)
    {
        RequirePlaces(target.Length, stride, source.Length);
        fixed (float* values = source, first = target)
        {
            float* next = first;
            for (int i = 0; i < source.Length; i++)
            {
                *next = values[i] * factor;
                next += stride;
            }
        }
    }

    /// <summary>Copies elements to a place that does not overlap them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Copy(float* source, float* target, int count)
    {
        if (count >= Vector256<float>.Count)
        {
            int last = count - Vector256<float>.Count;
            for (int j = 0; j < last; j += Vector256<float>.Count)
            {
                Vector256.Load(source + j).Store(target + j);
            }

            Vector256.Load(source + last).Store(target + last);
        }
        else if (count >= Vector128<float>.Count)
        {
            int last = count - Vector128<float>.Count;
            Vector128.Load(source).Store(target);
            Vector128.Load(source + last).Store(target + last);
        }
        else
        {
            for (int j = 0; j < count; j++)
            {
                target[j] = source[j];
            }
        }
    }

    /// <summary>Copies every second element, or more generally each at a distance of <paramref name="stride"/> from the last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Gather(int stride, float* source, float* target, int count)
    {
        if (stride == 1)
        {
            Copy(source, target, count);
            return;
        }

        int j = 0;
        if (stride == 2 && Avx512F.IsSupported)
        {
            var even = Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
            for (; j < count - Vector512<float>.Count; j += Vector512<float>.Count)
            {
                Avx512F.PermuteVar16x32x2(Vector512.Load(source + (2 * j)), even, Vector512.Load(source + (2 * j) + 16)).Store(target + j);
            }

            // The last element may be the last of all memory, so no more than it is read.
            Vector512<float> low = Avx512F.MaskLoad(source + (2 * j), Lower((2 * (count - j)) - 1), Vector512<float>.Zero);
            Vector512<float> high = Avx512F.MaskLoad(source + (2 * j) + 16, Lower((2 * (count - j)) - 17), Vector512<float>.Zero);
            Avx512F.MaskStore(target + j, Lower(count - j), Avx512F.PermuteVar16x32x2(low, even, high));
            return;
        }

        for (; j < count; j++)
        {
            target[j] = source[(long)j * stride];
        }
    }

    /// <summary>Copies elements to places at a distance of <paramref name="stride"/> from each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Scatter(int stride, float* source, float* target, int count)
    {
        if (stride == 1)
        {
            Copy(source, target, count);
            return;
        }

        if (stride == 2 && Avx512F.IsSupported)
        {
            ScatterByTwo(source, target, count, accumulate: false);
            return;
        }

        for (int j = 0; j < count; j++)
        {
            target[(long)j * stride] = source[j];
        }
    }

    /// <summary>
    /// Copies elements, eight at a time, to every second place, or adds them to what is there. The places between are neither read nor
    /// written, since other threads may write them. Up to seven elements beyond the source's end are read.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void ScatterByTwo(float* source, float* target, int count, bool accumulate)
    {
        var places = Vector512.Create(0, 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0);
        Vector512<float> even = Vector512.Create(0x00000000FFFFFFFFUL).AsSingle();
        for (int j = 0; j < count; j += Vector256<float>.Count)
        {
            Vector512<float> value = Avx512F.PermuteVar16x32(Vector512.Create(Vector256.Load(source + j), default), places);
            Vector512<float> mask = even & Lower(2 * (count - j));
            float* to = target + (2 * j);
            if (accumulate)
            {
                value += Avx512F.MaskLoad(to, mask, Vector512<float>.Zero);
            }

            Avx512F.MaskStore(to, mask, value);
        }
    }

    /// <summary>Stores thirty-two elements of two vectors in turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Interleave(Vector512<float> even, Vector512<float> odd, float* target)
    {
        if (Avx512F.IsSupported)
        {
            var lower = Vector512.Create(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
            var upper = Vector512.Create(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
            Avx512F.PermuteVar16x32x2(even, lower, odd).Store(target);
            Avx512F.PermuteVar16x32x2(even, upper, odd).Store(target + Vector512<float>.Count);
            return;
        }

        for (int j = 0; j < Vector512<float>.Count; j++)
        {
            target[2 * j] = even.GetElement(j);
            target[(2 * j) + 1] = odd.GetElement(j);
        }
    }

    private static void RequirePlaces(int length, int stride, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stride);
        if (count > 0 && length <= (count - 1L) * stride)
        {
            throw new ArgumentException($"{length} elements are too few for {count} at a distance of {stride}.");
        }
    }

    /// <summary>A mask of so many elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Lower(int count) => Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).AsSingle();
}
