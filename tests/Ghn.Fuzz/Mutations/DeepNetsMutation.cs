using System.Buffers.Binary;
using Ghn.Networks.DeepNets.Files;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Fuzz.Mutations;

/// <summary>Changes files of architectures anywhere, and then puts their checksums right.</summary>
internal static class DeepNetsMutation
{
    private const int SizePlace = 32;
    private const int IndexChecksumPlace = 40;
    private const int HeaderChecksumPlace = 44;

    /// <summary>A changed file.</summary>
    public static byte[] Apply(ReadOnlySpan<byte> file, Random random)
    {
        byte[] changed = ByteMutation.Apply(file, random);
        if (changed.Length < DeepNetsHeader.Bytes)
        {
            return changed;
        }

        if (random.Next(2) == 0)
        {
            BinaryPrimitives.WriteInt64LittleEndian(changed.AsSpan(SizePlace), changed.Length);
        }

        ulong count = BinaryPrimitives.ReadUInt64LittleEndian(changed.AsSpan(24));
        long blocks = count <= int.MaxValue
            ? ((long)count + DeepNetsHeader.BlockLength - 1) / DeepNetsHeader.BlockLength
            : long.MaxValue / 64;
        long contentStart = DeepNetsHeader.Bytes + (blocks * DeepNetsHeader.EntryBytes);
        if (contentStart <= changed.Length)
        {
            SignBlocks(changed, (int)blocks, (int)contentStart);
            Span<byte> index = changed.AsSpan(DeepNetsHeader.Bytes..(int)contentStart);
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
            Span<byte> entry = file.AsSpan(DeepNetsHeader.Bytes + (block * DeepNetsHeader.EntryBytes), DeepNetsHeader.EntryBytes);
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
