namespace Ghn.Tensors.Memory;

/// <summary>A thread's own memory for packed panels: it grows as needed and is kept for the next product.</summary>
internal sealed unsafe class PackingBuffer
{
    private PooledMemory? _memory;

    /// <summary>At least so many floats, 64-byte aligned; what earlier calls returned is no longer valid.</summary>
    public float* Reserve(long count)
    {
        long byteCount = checked(count * sizeof(float));
        if (_memory is null || _memory.ByteCount < byteCount)
        {
            _memory?.Dispose();
            _memory = null;
            _memory = PooledMemory.Rent(byteCount);
        }

        return (float*)_memory.Pointer;
    }
}
