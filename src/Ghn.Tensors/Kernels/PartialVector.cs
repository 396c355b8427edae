using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ghn.Tensors;

/// <summary>Sixteen floats at a time, of which the last few of a row may be missing.</summary>
internal static unsafe class PartialVector
{
    /// <summary>The number of floats in a vector.</summary>
    public const int Lanes = 16;

    /// <summary>Reads the first <paramref name="count"/> of up to sixteen floats; the others are <paramref name="missing"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* source, int count, float missing = 0) =>
        count >= Lanes ? Vector512.Load(source) : LoadPart(source, count, missing);

    /// <summary>Stores the first <paramref name="count"/> of up to sixteen floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> value, float* target, int count)
    {
        if (count >= Lanes)
        {
            value.Store(target);
        }
        else
        {
            StorePart(value, target, count);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector512<float> LoadPart(float* source, int count, float missing)
    {
        float* lanes = stackalloc float[Lanes];
        Vector512.Create(missing).Store(lanes);
        Unsafe.CopyBlockUnaligned(lanes, source, (uint)count * sizeof(float));
        return Vector512.Load(lanes);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void StorePart(Vector512<float> value, float* target, int count)
    {
        float* lanes = stackalloc float[Lanes];
        value.Store(lanes);
        Unsafe.CopyBlockUnaligned(target, lanes, (uint)count * sizeof(float));
    }
}
