using System.Buffers.Binary;

namespace Ghn.Fuzz.Mutations;

/// <summary>A field of a protocol buffer, whatever it means.</summary>
/// <param name="Key">Its number and the kind of its value, as the format packs them.</param>
/// <param name="Number">Its value, if that is a number.</param>
/// <param name="Bytes">Its value, if that is text, data or a message.</param>
internal sealed record ProtobufField(ulong Key, long Number, byte[]? Bytes)
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Delimited = 2;
    private const int Fixed32 = 5;
    private const int LongestText = 64;

    /// <summary>Whether the value is a short text.</summary>
    public bool IsText => Bytes is { Length: <= LongestText } bytes && Array.TrueForAll(bytes, letter => letter is >= 32 and < 127);

    private int Kind => (int)(Key & 7);

    /// <summary>The fields of a message; null if it is none.</summary>
    public static List<ProtobufField>? Parse(ReadOnlySpan<byte> message)
    {
        var fields = new List<ProtobufField>();
        Span<byte> padded = stackalloc byte[sizeof(long)];
        while (message.Length > 0)
        {
            if (!TryReadVarint(ref message, out ulong key) || key < 8 || key >> 3 > 1000)
            {
                return null;
            }

            int length = (int)(key & 7) switch { Fixed64 => sizeof(long), Fixed32 => sizeof(int), _ => 0 };
            ulong number = 0;
            if ((key & 7) is not (Varint or Fixed64 or Delimited or Fixed32)
                || ((key & 7) is Varint or Delimited && !TryReadVarint(ref message, out number)))
            {
                return null;
            }

            if ((key & 7) == Delimited)
            {
                if (number > (ulong)message.Length)
                {
                    return null;
                }

                fields.Add(new ProtobufField(key, 0, message[..(int)number].ToArray()));
                message = message[(int)number..];
                continue;
            }

            if (length > message.Length)
            {
                return null;
            }

            padded.Clear();
            message[..length].CopyTo(padded);
            fields.Add(new ProtobufField(key, length > 0 ? BinaryPrimitives.ReadInt64LittleEndian(padded) : (long)number, null));
            message = message[length..];
        }

        return fields;
    }

    /// <summary>Writes the field.</summary>
    public void WriteTo(Stream stream)
    {
        WriteVarint(stream, Key);
        if (Bytes is not null)
        {
            WriteVarint(stream, (ulong)Bytes.Length);
            stream.Write(Bytes);
            return;
        }

        if (Kind == Varint)
        {
            WriteVarint(stream, (ulong)Number);
            return;
        }

        Span<byte> padded = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(padded, Number);
        stream.Write(padded[..(Kind == Fixed64 ? sizeof(long) : sizeof(int))]);
    }

    private static bool TryReadVarint(ref ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (int i = 0; i < Math.Min(bytes.Length, 10); i++)
        {
            value |= (ulong)(bytes[i] & 127) << (7 * i);
            if (bytes[i] < 128)
            {
                bytes = bytes[(i + 1)..];
                return true;
            }
        }

        return false;
    }

    private static void WriteVarint(Stream stream, ulong value)
    {
        for (; value > 127; value >>= 7)
        {
            stream.WriteByte((byte)(value | 128));
        }

        stream.WriteByte((byte)value);
    }
}
