using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ghn.Tensors.Formats.Reading;

/// <summary>
/// The CRC-32 of zip archives and PNG images: the remainder of the bytes, read as a polynomial over two elements, on division
/// by a fixed one.
/// Where the processor multiplies such polynomials, four 16-byte lanes run over the data at once: each step shifts a lane past
/// the next 64 bytes by multiplying its halves with powers of x, reduced beforehand, and adds those bytes. What remains of the
/// lanes is the last 16 bytes of an equivalent message, which the table-driven method finishes.
/// </summary>
public static class Crc32
{
    private const uint Polynomial = 0xedb88320;
    private const int VectorWidth = 4;

    private static readonly uint[][] Tables = MakeTables();

    /// <summary>Continues a checksum; a new one starts from 0.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        uint state = ~crc;
        if (Pclmulqdq.IsSupported && bytes.Length >= 2 * VectorWidth * 16)
        {
            int folded = bytes.Length / 16 * 16;
            state = Fold(state, bytes[..folded]);
            bytes = bytes[folded..];
        }

        return ~AppendByTables(state, bytes);
    }

    /// <summary>Continues a checksum over bytes of any number.</summary>
    internal static unsafe uint Append(uint crc, FileBytes bytes)
    {
        const int Chunk = 1 << 24;
        for (long offset = 0; offset < bytes.Length; offset += Chunk)
        {
            crc = Append(crc, bytes.Span(offset, (int)Math.Min(Chunk, bytes.Length - offset), "data"));
        }

        return crc;
    }

    /// <summary>Eight bytes at a time, each through the table of its distance from the end.</summary>
    internal static uint AppendByTables(uint state, ReadOnlySpan<byte> bytes)
    {
        uint[][] tables = Tables;
        foreach (ulong eight in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            ulong mixed = eight ^ state;
            state = 0;
            for (int i = 0; i < 8; i++)
            {
                state ^= tables[7 - i][(byte)(mixed >> (8 * i))];
            }
        }

        foreach (byte one in bytes[(bytes.Length / 8 * 8)..])
        {
            state = tables[0][(byte)(state ^ one)] ^ (state >> 8);
        }

        return state;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static uint Fold(uint state, ReadOnlySpan<byte> bytes)
    {
        // x to the powers 512 + 64 and 512, then 128 + 64 and 128, modulo the polynomial, with bits reversed.
        Vector128<ulong> pastFour = Vector128.Create(0x1_5444_2bd4UL, 0x1_c6e4_1596UL);
        Vector128<ulong> pastOne = Vector128.Create(0x1_7519_97d0UL, 0x0_ccaa_009eUL);

        ReadOnlySpan<Vector128<ulong>> blocks = MemoryMarshal.Cast<byte, Vector128<ulong>>(bytes);
        Vector128<ulong> a = blocks[0] ^ Vector128.CreateScalar((ulong)state);
        Vector128<ulong> b = blocks[1];
        Vector128<ulong> c = blocks[2];
        Vector128<ulong> d = blocks[3];
        int i = VectorWidth;
        for (; i + VectorWidth <= blocks.Length; i += VectorWidth)
        {
            a = Shift(a, pastFour) ^ blocks[i];
            b = Shift(b, pastFour) ^ blocks[i + 1];
            c = Shift(c, pastFour) ^ blocks[i + 2];
            d = Shift(d, pastFour) ^ blocks[i + 3];
        }

        b ^= Shift(a, pastOne);
        c ^= Shift(b, pastOne);
        d ^= Shift(c, pastOne);
        for (; i < blocks.Length; i++)
        {
            d = Shift(d, pastOne) ^ blocks[i];
        }

        return AppendByTables(0, MemoryMarshal.AsBytes(new ReadOnlySpan<Vector128<ulong>>(in d)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Shift(Vector128<ulong> lane, Vector128<ulong> powers) =>
        Pclmulqdq.CarrylessMultiply(lane, powers, 0x00) ^ Pclmulqdq.CarrylessMultiply(lane, powers, 0x11);

    private static uint[][] MakeTables()
    {
        uint[][] tables = new uint[8][];
        for (int table = 0; table < tables.Length; table++)
        {
            tables[table] = new uint[256];
            for (uint i = 0; i < 256; i++)
            {
                uint value = table == 0 ? i : tables[table - 1][i];
                for (int bit = 0; bit < 8; bit++)
                {
                    value = (value >> 1) ^ (Polynomial & (0 - (value & 1)));
                }

                tables[table][i] = value;
            }
        }

        return tables;
    }
}
