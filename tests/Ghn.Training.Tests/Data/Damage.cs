using System.Buffers.Binary;

namespace Ghn.Training.Tests.Data;

/// <summary>Damages files at random: flipped bits, overwritten numbers, pieces cut out, repeated or moved.</summary>
internal static class Damage
{
    private static readonly long[] Numbers = [0, 1, -1, 255, 65535, int.MaxValue, 1L << 31, uint.MaxValue, long.MaxValue];

    /// <summary>A damaged copy.</summary>
    public static byte[] Apply(byte[] file, Random random)
    {
        byte[] bytes = [.. file];
        int damages = 1 + random.Next(4);
        for (int i = 0; i < damages && bytes.Length > 0; i++)
        {
            bytes = ApplyOnce(bytes, random);
        }

        return bytes;
    }

    private static byte[] ApplyOnce(byte[] bytes, Random random)
    {
        // Headers and chunk frames lie at the start: half of the damage goes there.
        int place = random.Next(random.Next(2) == 0 ? Math.Min(bytes.Length, 300) : bytes.Length);
        int length = Math.Min(1 + random.Next(64), bytes.Length - place);
        switch (random.Next(6))
        {
            case 0:
                bytes[place] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                Span<byte> number = stackalloc byte[sizeof(long)];
                BinaryPrimitives.WriteInt64BigEndian(number, Numbers[random.Next(Numbers.Length)]);
                number[^Math.Min(bytes.Length - place, 1 << random.Next(4))..].CopyTo(bytes.AsSpan(place));
                return bytes;
            case 2:
                return bytes[..place];
            case 3:
                return [.. bytes[..place], .. bytes[(place + length)..]];
            case 4:
                return [.. bytes[..(place + length)], .. bytes[place..]];
            default:
                bytes.AsSpan(random.Next(bytes.Length - length + 1), length).CopyTo(bytes.AsSpan(place));
                return bytes;
        }
    }
}
