using System.Numerics;
using System.Runtime.InteropServices;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.Reductions;

/// <summary>
/// Finds numbers that are infinite or not numbers. All of these, and no others, have each bit of their exponent set, whatever the width:
/// no arithmetic is needed, and none hides a NaN.
/// </summary>
public static class NonFiniteValues
{
    private const uint SingleExponent = 0x7f80_0000;
    private const ulong DoubleExponent = 0x7ff0_0000_0000_0000;
    private const ushort HalfExponent = 0x7c00;
    private const ushort BFloat16Exponent = 0x7f80;

    /// <summary>How many bytes a thread looks at at a time.</summary>
    private const int PieceBytes = 1 << 22;

    /// <summary>The name of the first tensor that holds an infinite number or a NaN; null if all real numbers here are finite.</summary>
    public static string? FirstNonFinite(this IReadOnlyCollection<KeyValuePair<string, Tensor>> tensors)
    {
        (int Order, KeyValuePair<string, Tensor> Entry, long Offset)[] pieces =
        [
            .. from numbered in tensors.Index()
               where numbered.Item.Value.ElementType.IsFloatingPoint()
               from piece in Enumerable.Range(0, (int)((numbered.Item.Value.ByteCount + PieceBytes - 1) / PieceBytes))
               select (numbered.Index, numbered.Item, (long)piece * PieceBytes),
        ];
        int first = int.MaxValue;
        WorkerPool.For(pieces.Length, index =>
        {
            (int order, (string _, Tensor tensor), long offset) = pieces[index];
            if (order < Volatile.Read(ref first) && Any(tensor.Bytes(offset, PieceBytes), tensor.ElementType))
            {
                InterlockedMin(ref first, order);
            }

            GC.KeepAlive(tensor);
        });
        return first < int.MaxValue ? tensors.ElementAt(first).Key : null;
    }

    private static void InterlockedMin(ref int least, int value)
    {
        int seen = Volatile.Read(ref least);
        while (value < seen)
        {
            seen = Interlocked.CompareExchange(ref least, value, seen);
        }
    }

    private static bool Any(ReadOnlySpan<byte> bytes, ElementType type) => type switch
    {
        ElementType.Float64 => Any(MemoryMarshal.Cast<byte, ulong>(bytes), DoubleExponent),
        ElementType.Float16 => Any(MemoryMarshal.Cast<byte, ushort>(bytes), HalfExponent),
        ElementType.BFloat16 => Any(MemoryMarshal.Cast<byte, ushort>(bytes), BFloat16Exponent),
        _ => Any(MemoryMarshal.Cast<byte, uint>(bytes), SingleExponent),
    };

    /// <summary>Whether there is an element that has all bits of a mask.</summary>
    private static bool Any<T>(ReadOnlySpan<T> elements, T mask)
        where T : unmanaged, IBinaryInteger<T>
    {
        ReadOnlySpan<Vector<T>> vectors = MemoryMarshal.Cast<T, Vector<T>>(elements);
        var masks = new Vector<T>(mask);
        foreach (Vector<T> vector in vectors)
        {
            if (Vector.EqualsAny(vector & masks, masks))
            {
                return true;
            }
        }

        foreach (T element in elements[(vectors.Length * Vector<T>.Count)..])
        {
            if ((element & mask) == mask)
            {
                return true;
            }
        }

        return false;
    }
}
