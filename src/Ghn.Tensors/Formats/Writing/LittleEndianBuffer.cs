using System.Buffers;
using System.Buffers.Binary;

namespace Ghn.Tensors.Formats.Writing;

/// <summary>Bytes that grow at the end, with numbers in little-endian order.</summary>
internal sealed class LittleEndianBuffer
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>The number of bytes.</summary>
    public int Length => _bytes.WrittenCount;

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    /// <summary>Appends a byte.</summary>
    public LittleEndianBuffer Add8(byte value) => Add([value]);

    /// <summary>Appends two bytes.</summary>
    public LittleEndianBuffer Add16(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.GetSpan(sizeof(ushort)), value);
        _bytes.Advance(sizeof(ushort));
        return this;
    }

    /// <summary>Appends four bytes.</summary>
    public LittleEndianBuffer Add32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.GetSpan(sizeof(uint)), value);
        _bytes.Advance(sizeof(uint));
        return this;
    }

    /// <summary>Appends eight bytes.</summary>
    public LittleEndianBuffer Add64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.GetSpan(sizeof(long)), value);
        _bytes.Advance(sizeof(long));
        return this;
    }

    /// <summary>Appends bytes.</summary>
    public LittleEndianBuffer Add(ReadOnlySpan<byte> bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    /// <summary>A copy of the bytes.</summary>
    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();
}
