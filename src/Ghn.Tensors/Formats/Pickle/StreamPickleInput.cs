using System.Text;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Compression;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Tensors.Formats.Pickle;

/// <summary>
/// A pickle that is decompressed while it is read. Byte strings, which hold the storages, go straight into native
/// memory of their own that grows as they arrive; nothing else is kept.
/// </summary>
internal sealed class StreamPickleInput : PickleInput
{
    private readonly Stream _stream;
    private readonly Budget _total;
    private readonly string _compression;
    private readonly byte[] _buffer = new byte[64 << 10];
    private int _start;
    private int _end;
    private long _position;

    /// <summary>Reads <paramref name="stream"/>.</summary>
    /// <param name="stream">A decompressing stream.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="total">What decompressed bytes are charged to.</param>
    /// <param name="compression">What compressed them, for messages.</param>
    public StreamPickleInput(Stream stream, string name, Budget total, string compression = "gzip")
    {
        _compression = compression;
        _stream = stream;
        _total = total;
        Name = name;
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override long Position => _position;

    /// <summary>Whether the stream ends here; finding that out also verifies the compressed file's checksum.</summary>
    public bool IsAtEnd => _start == _end && Next(new byte[1]) == 0;

    /// <inheritdoc/>
    public override void Read(Span<byte> target)
    {
        while (target.Length > 0)
        {
            if (_start == _end)
            {
                (_start, _end) = (0, Next(_buffer));
                if (_end == 0)
                {
                    throw EndsTooEarly();
                }
            }

            int count = TakeBuffered(target);
            target = target[count..];
        }
    }

    /// <inheritdoc/>
    public override string ReadText(int byteCount)
    {
        byte[] bytes = new byte[byteCount];
        Read(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <inheritdoc/>
    public override FileBytes ReadPayload(long count)
    {
        long place = _position;
        HeapMemory memory = HeapMemory.Read(
            target =>
            {
                if (_start < _end)
                {
                    return TakeBuffered(target);
                }

                int read = Next(target);
                _position += read;
                return read;
            },
            count);
        return memory.ByteCount == count
            ? new FileBytes(memory, $"{Name}, byte string at {place} of the decompressed pickle")
            : throw EndsTooEarly();
    }

    private int TakeBuffered(Span<byte> target)
    {
        int count = Math.Min(target.Length, _end - _start);
        _buffer.AsSpan(_start, count).CopyTo(target);
        _start += count;
        _position += count;
        return count;
    }

    private int Next(Span<byte> target)
    {
        try
        {
            int count = _stream.Read(target);
            _total.Spend(count);
            return count;
        }
        catch (Exception error) when (error is not (InvalidFileException or OutOfMemoryException))
        {
            throw Decompression.Damaged(Name, $"decompressed byte {_position}", _compression, error);
        }
    }

    private InvalidFileException EndsTooEarly() => Invalid("the compressed data end too early");
}
