using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ghn.Tensors.Kernels.Copying;

/// <summary>
/// Copies short stretches of elements, which rows of images are: without a call, and with vectors that overlap at the end.
/// </summary>
internal static unsafe class Stretch
{
    /// <summary>Copies elements to a place that does not overlap them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(float* source, float* target, int count)
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
    public static void CopyEvery(int stride, float* source, float* target, int count)
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
    public static void Spread(int stride, float* source, float* target, int count)
    {
        if (stride == 1)
        {
            Copy(source, target, count);
            return;
        }

        if (stride == 2 && Avx512F.IsSupported)
        {
            SpreadByTwo(source, target, count, accumulate: false);
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
    public static void SpreadByTwo(float* source, float* target, int count, bool accumulate)
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
    public static void Interleave(Vector512<float> even, Vector512<float> odd, float* target)
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

    /// <summary>A mask of so many lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Lower(int count) => Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).AsSingle();
}
