using System.Buffers.Binary;
using System.IO.Compression;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Reading;
using Ghn.Tensors.Formats.Zip;

namespace Ghn.Tensors.Tests.Formats;

/// <summary>Damages files at random: flipped bits, overwritten numbers, pieces cut out, repeated, moved or appended.</summary>
internal static class Mutation
{
    private static readonly long[] Numbers =
        [0, 1, -1, 7, 255, 256, 65535, 65536, int.MaxValue, 1L << 31, uint.MaxValue, 1L << 60, long.MaxValue];

    /// <summary>A damaged copy of one file, with a piece of another now and then.</summary>
    public static byte[] Apply(byte[] file, byte[] donor, Random random)
    {
        byte[] bytes = [.. file];
        int damages = 1 + random.Next(random.Next(1, 6));
        for (int i = 0; i < damages && bytes.Length > 0; i++)
        {
            bytes = Damage(bytes, donor, random);
        }

        return bytes;
    }

    /// <summary>Puts the right checksum on a PyTorch archive's pickle, so that damage to it goes on to be read.</summary>
    public static byte[] RepairChecksum(byte[] archive)
    {
        using HeapMemory memory = HeapMemory.Copy(archive);
        try
        {
            var directory = new ZipDirectory(new FileBytes(memory, "archive"));
            ZipEntry pickle = directory.Entries.First(entry => entry.Name.EndsWith("data.pkl", StringComparison.Ordinal));
            int record = archive.AsSpan().IndexOf(new byte[] { 0x50, 0x4b, 1, 2 });
            BinaryPrimitives.WriteUInt32LittleEndian(archive.AsSpan(record + 16), Crc32.Append(0, directory.Open(pickle)));
        }
        catch (Exception error) when (error is InvalidFileException or InvalidOperationException or ArgumentException)
        {
            // The archive itself is damaged: it stays as it is.
        }

        return archive;
    }

    public static byte[] Compress(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write(bytes);
        }

        return compressed.ToArray();
    }

    private static byte[] Damage(byte[] bytes, byte[] donor, Random random)
    {
        int place = random.Next(bytes.Length);
        int length = Math.Min(1 + random.Next(64), bytes.Length - place);
        switch (random.Next(8))
        {
            case 0:
                bytes[place] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                bytes[place] = (byte)random.Next(256);
                return bytes;
            case 2:
                OverwriteNumber(bytes.AsSpan(place), random);
                return bytes;
            case 3:
                return bytes[..place];
            case 4:
                return [.. bytes[..place], .. bytes[(place + length)..]];
            case 5:
                return [.. bytes[..(place + length)], .. bytes[place..]];
            case 6:
                bytes.AsSpan(random.Next(bytes.Length - length + 1), length).CopyTo(bytes.AsSpan(place));
                return bytes;
            default:
                int from = random.Next(donor.Length);
                return [.. bytes[..place], .. donor.AsSpan(from, Math.Min(length, donor.Length - from)), .. bytes[place..]];
        }
    }

    private static void OverwriteNumber(Span<byte> target, Random random)
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(number, Numbers[random.Next(Numbers.Length)]);
        number[..Math.Min(target.Length, 1 << random.Next(4))].CopyTo(target);
    }
}
