using System.Buffers.Binary;
using System.Text;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Tensors.Formats.Pickle;

/// <summary>Where a pickle's bytes come from: a mapped file, or a file that is decompressed on the way.</summary>
internal abstract class PickleInput
{
    private const int MaxLineLength = 256;

    /// <summary>The file's name.</summary>
    public abstract string Name { get; }

    /// <summary>The number of bytes read so far.</summary>
    public abstract long Position { get; }

    /// <summary>Fills <paramref name="target"/>.</summary>
    /// <exception cref="InvalidFileException">The input ends too early.</exception>
    public abstract void Read(Span<byte> target);

    /// <summary>The next <paramref name="count"/> bytes, wherever they lie.</summary>
    /// <exception cref="InvalidFileException">The input ends too early.</exception>
    public abstract FileBytes ReadPayload(long count);

    /// <summary>The next byte.</summary>
    public byte ReadByte()
    {
        Span<byte> bytes = stackalloc byte[1];
        Read(bytes);
        return bytes[0];
    }

    /// <summary>The next little-endian 16-bit number.</summary>
    public ushort ReadUInt16()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort)];
        Read(bytes);
        return BinaryPrimitives.ReadUInt16LittleEndian(bytes);
    }

    /// <summary>The next little-endian, signed 32-bit number.</summary>
    public int ReadInt32()
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        Read(bytes);
        return BinaryPrimitives.ReadInt32LittleEndian(bytes);
    }

    /// <summary>The next little-endian, signed 64-bit number.</summary>
    public long ReadInt64()
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        Read(bytes);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes);
    }

    /// <summary>The next big-endian double.</summary>
    public double ReadDouble()
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        Read(bytes);
        return BinaryPrimitives.ReadDoubleBigEndian(bytes);
    }

    /// <summary>A text of <paramref name="byteCount"/> UTF-8 bytes, which the caller has found to be few.</summary>
    public abstract string ReadText(int byteCount);

    /// <summary>The text up to the next line feed.</summary>
    public string ReadLine()
    {
        var line = new StringBuilder();
        for (char c = (char)ReadByte(); c != '\n'; c = (char)ReadByte())
        {
            if (line.Append(c).Length > MaxLineLength)
            {
                throw Invalid("a name is longer than any that is known");
            }
        }

        return line.ToString();
    }

    /// <summary>An exception that names the file and the current position.</summary>
    public InvalidFileException Invalid(string problem, string? remedy = null) => new(Name, $"pickle byte {Position}", problem, remedy);
}
