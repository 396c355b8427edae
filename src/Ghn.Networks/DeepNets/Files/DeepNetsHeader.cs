using System.Buffers.Binary;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Networks.DeepNets.Files;

/// <summary>
/// The start of a file of architectures, 48 bytes, little-endian: <c>DEEPNETS</c>, version, split, seed, number of architectures, bytes
/// in all, checksum of the index, checksum of the header up to here. The index follows: for every block of 64 architectures where
/// it ends, counted from the end of the index, in 8 bytes, and its checksum in 4. The blocks follow, each one record after the other.
/// All checksums are CRC-32. In files of version 1, networks for evaluation were as wide as in training; all else is alike.
/// </summary>
/// <param name="Split">The split that the architectures were drawn by.</param>
/// <param name="Seed">The seed that they were drawn from.</param>
/// <param name="Count">How many there are.</param>
/// <param name="ByteCount">The size of the file.</param>
/// <param name="IndexChecksum">The checksum of the index.</param>
internal readonly record struct DeepNetsHeader(DeepNetsSplit Split, ulong Seed, int Count, long ByteCount, uint IndexChecksum)
{
    /// <summary>The bytes of the header.</summary>
    public const int Bytes = 48;

    /// <summary>The bytes of the index's entry for a block.</summary>
    public const int EntryBytes = 12;

    /// <summary>The architectures of a block.</summary>
    public const int BlockLength = 64;

    /// <summary>The version that is written.</summary>
    public const uint CurrentVersion = 2;

    private const uint FirstVersion = 1;
    private const int ChecksumPlace = 44;

    private static ReadOnlySpan<byte> Magic => "DEEPNETS"u8;

    /// <summary>The version of the file.</summary>
    public uint Version { get; private init; } = CurrentVersion;

    /// <summary>The number of blocks.</summary>
    public int Blocks => (int)(((long)Count + BlockLength - 1) / BlockLength);

    /// <summary>The bytes of header and index.</summary>
    public long BlocksStart => Bytes + ((long)Blocks * EntryBytes);

    /// <summary>Whether a file begins as one of architectures does.</summary>
    public static bool Recognizes(ReadOnlySpan<byte> start) => start.StartsWith(Magic);

    /// <summary>Writes the header.</summary>
    public void Write(Span<byte> target)
    {
        Magic.CopyTo(target);
        BinaryPrimitives.WriteUInt32LittleEndian(target[8..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(target[12..], (uint)Split);
        BinaryPrimitives.WriteUInt64LittleEndian(target[16..], Seed);
        BinaryPrimitives.WriteUInt64LittleEndian(target[24..], (ulong)Count);
        BinaryPrimitives.WriteUInt64LittleEndian(target[32..], (ulong)ByteCount);
        BinaryPrimitives.WriteUInt32LittleEndian(target[40..], IndexChecksum);
        BinaryPrimitives.WriteUInt32LittleEndian(target[ChecksumPlace..], Crc32.Append(0, target[..ChecksumPlace]));
    }

    /// <summary>Reads the header.</summary>
    /// <param name="source">The first bytes of the file, fewer where it has fewer.</param>
    /// <param name="file">The file's name.</param>
    /// <param name="byteCount">The size of the file.</param>
    /// <exception cref="InvalidFileException">It is no such header, or the file has another size.</exception>
    public static DeepNetsHeader Read(ReadOnlySpan<byte> source, string file, long byteCount)
    {
        if (!Recognizes(source))
        {
            throw Invalid("it holds no architectures", "Make one with 'ghn deepnets generate'.");
        }

        if (source.Length < Bytes
            || BinaryPrimitives.ReadUInt32LittleEndian(source[ChecksumPlace..]) != Crc32.Append(0, source[..ChecksumPlace]))
        {
            throw Invalid("the header's checksum is wrong");
        }

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(source[8..]);
        if (version is < FirstVersion or > CurrentVersion)
        {
            throw Invalid($"version {version} of the format is not known", "Use a newer ghn, or write the file again.");
        }

        uint split = BinaryPrimitives.ReadUInt32LittleEndian(source[12..]);
        ulong count = BinaryPrimitives.ReadUInt64LittleEndian(source[24..]);
        var header = new DeepNetsHeader(
            (DeepNetsSplit)split, BinaryPrimitives.ReadUInt64LittleEndian(source[16..]), (int)Math.Min(count, int.MaxValue),
            (long)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(source[32..]), long.MaxValue),
            BinaryPrimitives.ReadUInt32LittleEndian(source[40..]))
        {
            Version = version,
        };
        if (!Enum.IsDefined(header.Split) || count > int.MaxValue || header.BlocksStart > byteCount)
        {
            throw Invalid("the header is contradictory");
        }

        return header.ByteCount == byteCount
            ? header
            : throw Invalid($"the file has {byteCount} bytes, but should have {header.ByteCount}");

        InvalidFileException Invalid(string problem, string? remedy = null) => new(file, "the header", problem, remedy);
    }
}
