using System.Buffers.Binary;
using Ghn.Tensors.Files;
using Ghn.Tensors.Memory;

namespace Ghn.Tensors.Formats.Reading;

/// <summary>
/// A stretch of a file that lies in memory, read with every access checked against its end: the one place where
/// a reader touches bytes that it does not trust.
/// </summary>
public sealed unsafe class FileBytes
{
    private readonly long _start;

    /// <summary>The whole of <paramref name="memory"/>.</summary>
    /// <param name="memory">The file's bytes.</param>
    /// <param name="name">The file's name, for messages.</param>
    public FileBytes(TensorMemory memory, string name)
        : this(memory, name, 0, memory.ByteCount)
    {
    }

    private FileBytes(TensorMemory memory, string name, long start, long length)
    {
        Memory = memory;
        Name = name;
        _start = start;
        Length = length;
    }

    /// <summary>The memory that the bytes lie in.</summary>
    public TensorMemory Memory { get; }

    /// <summary>The file's name.</summary>
    public string Name { get; }

    /// <summary>The number of bytes.</summary>
    public long Length { get; }

    /// <summary>The address of the first byte.</summary>
    public byte* Pointer => Memory.Pointer + _start;

    /// <summary>The same bytes under another name.</summary>
    public FileBytes Called(string name) => new(Memory, name, _start, Length);

    /// <summary>The <paramref name="length"/> bytes from <paramref name="offset"/> on, where <paramref name="what"/> should be.</summary>
    /// <exception cref="InvalidFileException">They exceed the file.</exception>
    public FileBytes Window(long offset, long length, string what)
    {
        Check(offset, length, what);
        return new FileBytes(Memory, Name, _start + offset, length);
    }

    /// <summary>The <paramref name="count"/> bytes from <paramref name="offset"/> on, where <paramref name="what"/> should be.</summary>
    /// <exception cref="InvalidFileException">They exceed the file.</exception>
    public ReadOnlySpan<byte> Span(long offset, int count, string what)
    {
        Check(offset, count, what);
        return new ReadOnlySpan<byte>(Pointer + offset, count);
    }

    /// <summary>All bytes, of which there are few.</summary>
    public ReadOnlySpan<byte> Span() => new(Pointer, checked((int)Length));

    /// <summary>Up to <paramref name="count"/> bytes from the start.</summary>
    public ReadOnlySpan<byte> Head(int count) => new(Pointer, (int)Math.Min(count, Length));

    /// <summary>The little-endian 16-bit number at <paramref name="offset"/>.</summary>
    public ushort UInt16(long offset, string what) => BinaryPrimitives.ReadUInt16LittleEndian(Span(offset, sizeof(ushort), what));

    /// <summary>The little-endian 32-bit number at <paramref name="offset"/>.</summary>
    public uint UInt32(long offset, string what) => BinaryPrimitives.ReadUInt32LittleEndian(Span(offset, sizeof(uint), what));

    /// <summary>The little-endian 64-bit number at <paramref name="offset"/>, which can be no offset if it is 2⁶³ or more.</summary>
    public long Int64(long offset, string what)
    {
        long value = BinaryPrimitives.ReadInt64LittleEndian(Span(offset, sizeof(long), what));
        return value >= 0 ? value : throw Invalid(offset, $"{what} is {(ulong)value}");
    }

    /// <summary>A view of the elements that start at <paramref name="offset"/>.</summary>
    public Tensor Tensor(long offset, Shape shape, ElementType type, string what)
    {
        Check(offset, checked(shape.ElementCount * type.ByteCount()), what);
        return Ghn.Tensors.Tensor.Over(Memory, _start + offset, shape, type);
    }

    /// <summary>An exception that names the file and the byte.</summary>
    public InvalidFileException Invalid(long offset, string problem, string? remedy = null) =>
        new(Name, $"byte {_start + offset}", problem, remedy);

    private void Check(long offset, long length, string what)
    {
        if (offset < 0 || length < 0 || offset > Length || length > Length - offset)
        {
            throw Invalid(offset, $"{what} should take {length} bytes here, but there are {Math.Max(0, Length - offset)}");
        }
    }
}
