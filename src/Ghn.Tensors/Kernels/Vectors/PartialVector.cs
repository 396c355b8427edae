using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ghn.Tensors.Kernels.Vectors;

/// <summary>Sixteen floats at a time, of which the last few of a row may be missing.</summary>
internal static unsafe class PartialVector
{
    /// <summary>The number of floats in a vector.</summary>
    public const int VectorWidth = 16;

    /// <summary>Reads the first <paramref name="count"/> of up to sixteen floats; the others are <paramref name="missing"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* source, int count, float missing = 0)
    {
        if (count >= VectorWidth)
        {
            return Vector512.Load(source);
        }

        return Avx512F.IsSupported
            ? Avx512F.MaskLoad(source, First(count), Vector512.Create(missing))
            : LoadPart(source, count, missing);
    }

    /// <summary>Reads up to sixteen floats of a span from a place in it on; what the span lacks is zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadAt(ReadOnlySpan<float> source, int start) => source.Length - start >= VectorWidth
        ? Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(source), (nuint)start)
        : LoadRest(source[start..]);

    /// <summary>Stores up to sixteen floats, as many as a span has from a place in it on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreAt(Vector512<float> value, Span<float> target, int start)
    {
        if (target.Length - start >= VectorWidth)
        {
            value.StoreUnsafe(ref MemoryMarshal.GetReference(target), (nuint)start);
        }
        else
        {
            StoreRest(value, target[start..]);
        }
    }

    /// <summary>Stores the first <paramref name="count"/> of up to sixteen floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> value, float* target, int count)
    {
        if (count >= VectorWidth)
        {
            value.Store(target);
        }
        else if (Avx512F.IsSupported)
        {
            Avx512F.MaskStore(target, First(count), value);
        }
        else
        {
            StorePart(value, target, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> First(int count) =>
        Vector512.GreaterThan(Vector512.Create(count), Vector512<int>.Indices).AsSingle();

    /// <summary>By a call of its own: a method that pins is not inlined.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector512<float> LoadRest(ReadOnlySpan<float> source)
    {
        fixed (float* first = source)
        {
            return Load(first, source.Length);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StoreRest(Vector512<float> value, Span<float> target)
    {
        fixed (float* first = target)
        {
            Store(value, first, target.Length);
        }
    }

    private static Vector512<float> LoadPart(float* source, int count, float missing)
    {
        float* elements = stackalloc float[VectorWidth];
        Vector512.Create(missing).Store(elements);
        Unsafe.CopyBlockUnaligned(elements, source, (uint)count * sizeof(float));
        return Vector512.Load(elements);
    }

    private static void StorePart(Vector512<float> value, float* target, int count)
    {
        float* elements = stackalloc float[VectorWidth];
        value.Store(elements);
        Unsafe.CopyBlockUnaligned(target, elements, (uint)count * sizeof(float));
    }
}
