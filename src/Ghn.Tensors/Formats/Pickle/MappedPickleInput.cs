using System.Text;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Tensors.Formats.Pickle;

/// <summary>A pickle in memory: byte strings are windows of the same memory.</summary>
/// <param name="bytes">The pickle and what follows it.</param>
internal sealed class MappedPickleInput(FileBytes bytes) : PickleInput
{
    private long _position;

    /// <inheritdoc/>
    public override string Name => bytes.Name;

    /// <inheritdoc/>
    public override long Position => _position;

    /// <inheritdoc/>
    public override void Read(Span<byte> target)
    {
        bytes.Span(_position, target.Length, "the pickle").CopyTo(target);
        _position += target.Length;
    }

    /// <inheritdoc/>
    public override string ReadText(int byteCount)
    {
        string text = Encoding.UTF8.GetString(bytes.Span(_position, byteCount, "a text"));
        _position += byteCount;
        return text;
    }

    /// <inheritdoc/>
    public override FileBytes ReadPayload(long count)
    {
        FileBytes payload = bytes.Window(_position, count, "a byte string");
        _position += count;
        return payload;
    }
}
