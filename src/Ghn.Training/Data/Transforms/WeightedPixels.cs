using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ghn.Training.Data.Transforms;

/// <summary>
/// The inner loops of resizing: sums of weighted bytes, rounded. Sixteen go side by side: along rows those of a pixel in each of
/// four rows, with one idle for each; across rows, where all bytes are alike, those that follow each other.
/// </summary>
internal static class WeightedPixels
{
    private const int Half = 1 << (ResamplingWeights.BinaryPlaces - 1);

    /// <summary>The number of rows that <see cref="AlongRows"/> makes at once.</summary>
    public const int RowCount = 4;

    /// <summary>Makes a row of fewer or more pixels.</summary>
    /// <param name="source">The row.</param>
    /// <param name="weights">What each pixel is made of.</param>
    /// <param name="target">The row to make.</param>
    public static void AlongRow(ReadOnlySpan<byte> source, ResamplingWeights weights, Span<byte> target)
    {
        for (int column = 0; column < weights.Length; column++)
        {
            MakePixel(source, weights, column, target);
        }
    }

    /// <summary>Makes four rows of fewer or more pixels.</summary>
    /// <param name="source">The rows, one after the other, and at least a byte more.</param>
    /// <param name="sourceBytes">The length of each.</param>
    /// <param name="weights">What each pixel is made of.</param>
    /// <param name="target">The rows to make, one after the other.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AlongRows(ReadOnlySpan<byte> source, int sourceBytes, ResamplingWeights weights, Span<byte> target)
    {
        int targetBytes = 3 * weights.Length;
        _ = source[..((RowCount * sourceBytes) + 1)];
        _ = target[..(RowCount * targetBytes)];
        ref byte pixels = ref MemoryMarshal.GetReference(source);
        ref byte made = ref MemoryMarshal.GetReference(target);
        int last = weights.Length - 1;
        for (int column = 0; column < last; column++)
        {
            ReadOnlySpan<int> taps = weights.TapsOf(column, out int first);
            Vector512<int> sum = Vector512.Create(Half);
            for (int i = 0; i < taps.Length; i++)
            {
                ref byte pixel = ref Unsafe.Add(ref pixels, 3 * (first + i));
                Vector128<uint> four = Vector128.Create(
                    Unsafe.ReadUnaligned<uint>(ref pixel),
                    Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref pixel, sourceBytes)),
                    Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref pixel, 2 * sourceBytes)),
                    Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref pixel, 3 * sourceBytes)));
                sum += Widen(four.AsByte()) * taps[i];
            }

            // The fourth byte is overwritten by the next pixel's first.
            Vector128<uint> result = Narrow(Vector512.ShiftRightLogical(sum, ResamplingWeights.BinaryPlaces)).AsUInt32();
            ref byte place = ref Unsafe.Add(ref made, 3 * column);
            Unsafe.WriteUnaligned(ref place, result[0]);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref place, targetBytes), result[1]);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref place, 2 * targetBytes), result[2]);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref place, 3 * targetBytes), result[3]);
        }

        for (int row = 0; row < RowCount; row++)
        {
            MakePixel(source[(row * sourceBytes)..], weights, last, target[(row * targetBytes)..]);
        }
    }

    /// <summary>Makes one row of several.</summary>
    /// <param name="source">The rows, one after the other.</param>
    /// <param name="taps">The weight of each.</param>
    /// <param name="target">The row to make, as long as each of them.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AcrossRows(ReadOnlySpan<byte> source, ReadOnlySpan<int> taps, Span<byte> target)
    {
        int rowBytes = target.Length;
        _ = source[..(taps.Length * rowBytes)];
        int column = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            ref byte rows = ref MemoryMarshal.GetReference(source);
            for (; column <= rowBytes - Vector128<byte>.Count; column += Vector128<byte>.Count)
            {
                Vector512<int> sum = Vector512.Create(Half);
                for (int i = 0; i < taps.Length; i++)
                {
                    var bytes = Vector128.LoadUnsafe(ref rows, (nuint)((i * rowBytes) + column));
                    sum += Widen(bytes) * taps[i];
                }

                Narrow(Vector512.ShiftRightLogical(sum, ResamplingWeights.BinaryPlaces)).CopyTo(target[column..]);
            }
        }

        for (; column < rowBytes; column++)
        {
            target[column] = Sum(source[column..], taps, rowBytes);
        }
    }

    private static void MakePixel(ReadOnlySpan<byte> source, ResamplingWeights weights, int column, Span<byte> target)
    {
        ReadOnlySpan<int> taps = weights.TapsOf(column, out int first);
        for (int channel = 0; channel < 3; channel++)
        {
            target[(3 * column) + channel] = Sum(source[((3 * first) + channel)..], taps, 3);
        }
    }

    /// <summary>One sum, byte by byte. Weights are positive and sum up to one, so it needs no clamping.</summary>
    private static byte Sum(ReadOnlySpan<byte> source, ReadOnlySpan<int> taps, int step)
    {
        int sum = Half;
        for (int i = 0; i < taps.Length; i++)
        {
            sum += taps[i] * source[i * step];
        }

        return (byte)(sum >> ResamplingWeights.BinaryPlaces);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Widen(Vector128<byte> bytes)
    {
        Vector256<ushort> words = Vector256.WidenLower(bytes.ToVector256Unsafe());
        return Vector512.WidenLower(words.ToVector512Unsafe()).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Narrow(Vector512<int> values)
    {
        Vector256<ushort> words = Vector256.Narrow(values.GetLower().AsUInt32(), values.GetUpper().AsUInt32());
        return Vector128.Narrow(words.GetLower(), words.GetUpper());
    }
}
