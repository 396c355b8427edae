using System.Buffers.Binary;

namespace Ghn.Fuzz.Mutations;

/// <summary>Damages files without regard to what they are: flipped bits, overwritten numbers, pieces cut out, repeated, moved.</summary>
internal static class ByteMutation
{
    private const int HeaderBytes = 300;

    /// <summary>A damaged copy.</summary>
    public static byte[] Apply(ReadOnlySpan<byte> file, Random random)
    {
        byte[] bytes = file.ToArray();
        int damages = 1 + random.Next(random.Next(1, 5));
        for (int i = 0; i < damages && bytes.Length > 0; i++)
        {
            bytes = ApplyOnce(bytes, random);
        }

        return bytes;
    }

    private static byte[] ApplyOnce(byte[] bytes, Random random)
    {
        // Headers and frames lie at the start, directories at the end: half of the damage goes there.
        int place = random.Next(4) switch
        {
            0 => random.Next(Math.Min(bytes.Length, HeaderBytes)),
            1 => bytes.Length - 1 - random.Next(Math.Min(bytes.Length, HeaderBytes)),
            _ => random.Next(bytes.Length),
        };
        int length = Math.Min(1 + random.Next(64), bytes.Length - place);
        switch (random.Next(9))
        {
            case 0:
                bytes[place] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                bytes[place] = (byte)random.Next(256);
                return bytes;
            case 2 or 3:
                WriteNumber(bytes.AsSpan(random.Next(2) == 0 ? place & ~7 : place), random);
                return bytes;
            case 4:
                return bytes[..place];
            case 5:
                return [.. bytes[..place], .. bytes[(place + length)..]];
            case 6:
                return [.. bytes[..(place + length)], .. bytes[place..]];
            case 7:
                bytes.AsSpan(random.Next(bytes.Length - length + 1), length).CopyTo(bytes.AsSpan(place));
                return bytes;
            default:
                bytes.AsSpan(place, length).Fill((byte)(random.Next(2) == 0 ? 0 : 255));
                return bytes;
        }
    }

    private static void WriteNumber(Span<byte> target, Random random)
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        long value = InterestingNumbers.Next(random);
        if (random.Next(2) == 0)
        {
            BinaryPrimitives.WriteInt64LittleEndian(number, value);
            number[..Math.Min(target.Length, 1 << random.Next(4))].CopyTo(target);
        }
        else
        {
            BinaryPrimitives.WriteInt64BigEndian(number, value);
            number[^Math.Min(target.Length, 1 << random.Next(4))..].CopyTo(target);
        }
    }
}
