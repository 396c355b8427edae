using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ghn.Tensors;

/// <summary>Copies short stretches of elements, which rows of images are: without a call, and with vectors that overlap at the end.</summary>
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

        int done = stride == 2 && Avx512F.IsSupported ? SpreadByTwo(source, target, count, accumulate: false) : 0;
        for (int j = done; j < count; j++)
        {
            target[(long)j * stride] = source[j];
        }
    }

    /// <summary>
    /// Copies elements, eight at a time, to every second place, or adds them to what is there, and returns how many. The places between
    /// are neither read nor written, since other threads may write them.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SpreadByTwo(float* source, float* target, int count, bool accumulate)
    {
        var places = Vector512.Create(0, 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0);
        Vector512<float> even = Vector512.Create(0x00000000FFFFFFFFUL).AsSingle();
        int j = 0;
        for (; j <= count - Vector256<float>.Count; j += Vector256<float>.Count)
        {
            Vector512<float> value = Avx512F.PermuteVar16x32(Vector512.Create(Vector256.Load(source + j), default), places);
            float* to = target + (2 * j);
            if (accumulate)
            {
                value += Avx512F.MaskLoad(to, even, Vector512<float>.Zero);
            }

            Avx512F.MaskStore(to, even, value);
        }

        return j;
    }
}
