using System.Buffers.Binary;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Fuzz.Mutations;

/// <summary>Changes files of architectures anywhere, and then puts their checksums right.</summary>
internal static class DeepNetsMutation
{
    private const int HeaderBytes = 48;
    private const int EntryBytes = 12;
    private const int BlockLength = 64;
    private const int CountPlace = 24;
    private const int SizePlace = 32;
    private const int IndexChecksumPlace = 40;
    private const int HeaderChecksumPlace = 44;

    /// <summary>A changed file.</summary>
    public static byte[] Apply(ReadOnlySpan<byte> file, Random random)
    {
        byte[] changed = ByteMutation.Apply(file, random);
        if (changed.Length < HeaderBytes)
        {
            return changed;
        }

        if (random.Next(2) == 0)
        {
            BinaryPrimitives.WriteInt64LittleEndian(changed.AsSpan(SizePlace), changed.Length);
        }

        ulong count = BinaryPrimitives.ReadUInt64LittleEndian(changed.AsSpan(CountPlace));
        long blocks = count <= int.MaxValue
            ? ((long)count + BlockLength - 1) / BlockLength
            : long.MaxValue / 64;
        long contentStart = HeaderBytes + (blocks * EntryBytes);
        if (contentStart <= changed.Length)
        {
            SignBlocks(changed, (int)blocks, (int)contentStart);
            Span<byte> index = changed.AsSpan(HeaderBytes..(int)contentStart);
            BinaryPrimitives.WriteUInt32LittleEndian(changed.AsSpan(IndexChecksumPlace), Crc32.Append(0, index));
        }

        BinaryPrimitives.WriteUInt32LittleEndian(
            changed.AsSpan(HeaderChecksumPlace), Crc32.Append(0, changed.AsSpan(0, HeaderChecksumPlace)));
        return changed;
    }

    private static void SignBlocks(byte[] file, int blocks, int contentStart)
    {
        long start = 0;
        for (int block = 0; block < blocks; block++)
        {
            Span<byte> entry = file.AsSpan(HeaderBytes + (block * EntryBytes), EntryBytes);
            long end = BinaryPrimitives.ReadInt64LittleEndian(entry);
            if (start < 0 || end < start || end > file.Length - contentStart)
            {
                return;
            }

            BinaryPrimitives.WriteUInt32LittleEndian(
                entry[sizeof(long)..], Crc32.Append(0, file.AsSpan(contentStart + (int)start, (int)(end - start))));
            start = end;
        }
    }
}
