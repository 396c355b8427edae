using System.Buffers;
using Ghn.Tensors.Formats.Writing;

namespace Ghn.Onnx.Model;

/// <summary>Hands what protocol buffers write over to a file, a stretch at a time.</summary>
internal sealed class OutputFileBuffer(OutputFile file) : IBufferWriter<byte>
{
    private byte[] _stretch = new byte[1 << 20];
    private int _count;

    /// <inheritdoc/>
    public void Advance(int count) => _count += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_stretch.Length - _count < Math.Max(1, sizeHint))
        {
            Flush();
            if (_stretch.Length < sizeHint)
            {
                _stretch = new byte[sizeHint];
            }
        }

        return _stretch.AsMemory(_count);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Writes what has gathered.</summary>
    public void Flush()
    {
        file.Write(_stretch.AsSpan(0, _count));
        _count = 0;
    }
}
