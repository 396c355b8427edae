using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Ghn.Training.Runs;

/// <summary>A message in the encoding of protocol buffers: fields by number, each with its wire type.</summary>
internal sealed class ProtocolBuffer
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Delimited = 2;
    private const int Fixed32 = 5;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>The message.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    /// <summary>Appends a <c>double</c>.</summary>
    public ProtocolBuffer Number(int field, double value)
    {
        Key(field, Fixed64);
        BinaryPrimitives.WriteDoubleLittleEndian(_bytes.GetSpan(sizeof(double)), value);
        _bytes.Advance(sizeof(double));
        return this;
    }

    /// <summary>Appends a <c>float</c>.</summary>
    public ProtocolBuffer Number(int field, float value)
    {
        Key(field, Fixed32);
        BinaryPrimitives.WriteSingleLittleEndian(_bytes.GetSpan(sizeof(float)), value);
        _bytes.Advance(sizeof(float));
        return this;
    }

    /// <summary>Appends an <c>int64</c>; as the encoding asks for, a zero takes no place.</summary>
    public ProtocolBuffer Integer(int field, long value)
    {
        if (value != 0)
        {
            Key(field, Varint);
            Append((ulong)value);
        }

        return this;
    }

    /// <summary>Appends a <c>string</c>.</summary>
    public ProtocolBuffer Text(int field, string text) => Content(field, Encoding.UTF8.GetBytes(text));

    /// <summary>Appends a message.</summary>
    public ProtocolBuffer Message(int field, ProtocolBuffer message) => Content(field, message.Bytes);

    private ProtocolBuffer Content(int field, ReadOnlySpan<byte> content)
    {
        Key(field, Delimited);
        Append((ulong)content.Length);
        _bytes.Write(content);
        return this;
    }

    private void Key(int field, int wireType) => Append((ulong)((field << 3) | wireType));

    /// <summary>Seven bits to a byte, the lowest first; the top bit says that more follow.</summary>
    private void Append(ulong number)
    {
        for (; number >= 0x80; number >>= 7)
        {
            _bytes.Write([(byte)(number | 0x80)]);
        }

        _bytes.Write([(byte)number]);
    }
}
