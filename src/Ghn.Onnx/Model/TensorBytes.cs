using System.Buffers;
using System.Runtime.InteropServices;
using Ghn.Tensors;
using Google.Protobuf;

namespace Ghn.Onnx.Model;

/// <summary>The bytes of a tensor as protocol buffers take them, without a copy.</summary>
internal sealed class TensorBytes : MemoryManager<byte>
{
    private readonly Tensor _tensor;

    private TensorBytes(Tensor tensor) => _tensor = tensor;

    /// <summary>The bytes of a tensor, at most two gigabytes; they change as it does.</summary>
    public static ByteString Of(Tensor tensor) => UnsafeByteOperations.UnsafeWrap(new TensorBytes(tensor).Memory);

    /// <inheritdoc/>
    public override Span<byte> GetSpan()
    {
        ReadOnlySpan<byte> bytes = _tensor.Bytes(0, checked((int)_tensor.ByteCount));
        return MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(bytes), bytes.Length);
    }

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0) =>
        throw new NotSupportedException("A tensor does not move: nothing is to be pinned.");

    /// <inheritdoc/>
    public override void Unpin()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }
}
