using System.Buffers.Binary;
using System.Numerics;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Networks.DeepNets.Published;

/// <summary>
/// The checksums of HDF5's newer object headers (format specification III, IV.A.1.b), verified before PureHDF reads a file, which does not
/// look at them and sets memory aside for whatever size a damaged header names.
/// </summary>
internal static class Hdf5Checksums
{
    private const int ChecksumBytes = sizeof(uint);
    private const int PrefixBytes = 6;
    private const int TimesFlag = 0x20;
    private const int TimesBytes = 16;
    private const int PhaseFlag = 0x10;
    private const int PhaseBytes = 4;

    private static ReadOnlySpan<byte> Signature => "OHDR\u0002"u8;

    /// <summary>Looks at every object header of a file.</summary>
    /// <exception cref="InvalidFileException">The checksum of one is wrong, or it reaches beyond the end.</exception>
    public static void Verify(FileBytes file)
    {
        const int Window = 16 << 20;
        for (long start = 0; start < file.Length; start += Window)
        {
            ReadOnlySpan<byte> window = file.Span(start, (int)Math.Min(Window + Signature.Length - 1, file.Length - start), "the file");
            for (int place = 0; window[place..].IndexOf(Signature) is >= 0 and var next; place += next + Signature.Length)
            {
                VerifyHeader(file, start + place + next);
            }
        }
    }

    /// <summary>Bob Jenkins's lookup3 of some bytes, from 0.</summary>
    internal static uint Lookup3(ReadOnlySpan<byte> bytes)
    {
        uint a = 0xdeadbeef + (uint)bytes.Length;
        (uint b, uint c) = (a, a);
        if (bytes.IsEmpty)
        {
            return c;
        }

        for (; bytes.Length > 12; bytes = bytes[12..])
        {
            a += BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            b += BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            c += BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
            a = (a - c) ^ BitOperations.RotateLeft(c, 4);
            c += b;
            b = (b - a) ^ BitOperations.RotateLeft(a, 6);
            a += c;
            c = (c - b) ^ BitOperations.RotateLeft(b, 8);
            b += a;
            a = (a - c) ^ BitOperations.RotateLeft(c, 16);
            c += b;
            b = (b - a) ^ BitOperations.RotateLeft(a, 19);
            a += c;
            c = (c - b) ^ BitOperations.RotateLeft(b, 4);
            b += a;
        }

        Span<byte> last = stackalloc byte[12];
        bytes.CopyTo(last);
        a += BinaryPrimitives.ReadUInt32LittleEndian(last);
        b += BinaryPrimitives.ReadUInt32LittleEndian(last[4..]);
        c += BinaryPrimitives.ReadUInt32LittleEndian(last[8..]);
        c = (c ^ b) - BitOperations.RotateLeft(b, 14);
        a = (a ^ c) - BitOperations.RotateLeft(c, 11);
        b = (b ^ a) - BitOperations.RotateLeft(a, 25);
        c = (c ^ b) - BitOperations.RotateLeft(b, 16);
        a = (a ^ c) - BitOperations.RotateLeft(c, 4);
        b = (b ^ a) - BitOperations.RotateLeft(a, 14);
        return (c ^ b) - BitOperations.RotateLeft(b, 24);
    }

    private static void VerifyHeader(FileBytes file, long place)
    {
        byte flags = file.Span(place, PrefixBytes, "an object's header")[5];
        int sizeBytes = 1 << (flags & 3);
        int before = PrefixBytes + ((flags & TimesFlag) != 0 ? TimesBytes : 0) + ((flags & PhaseFlag) != 0 ? PhaseBytes : 0) + sizeBytes;
        Span<byte> size = stackalloc byte[sizeof(ulong)];
        size.Clear();
        file.Span(place, before, "an object's header")[^sizeBytes..].CopyTo(size);
        ulong messages = BinaryPrimitives.ReadUInt64LittleEndian(size);
        if (messages > (ulong)Math.Min(file.Length - place, int.MaxValue / 2))
        {
            throw file.Invalid(place, "an object's header reaches beyond the end of the file");
        }

        ReadOnlySpan<byte> header = file.Span(place, before + (int)messages + ChecksumBytes, "an object's header");
        if (Lookup3(header[..^ChecksumBytes]) != BinaryPrimitives.ReadUInt32LittleEndian(header[^ChecksumBytes..]))
        {
            throw file.Invalid(place, "the checksum of an object's header is wrong");
        }
    }
}
