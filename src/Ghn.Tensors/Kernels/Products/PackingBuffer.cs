namespace Ghn.Tensors;

/// <summary>A thread's own memory for packed panels: it grows as needed and is kept for the next product.</summary>
internal sealed unsafe class PackingBuffer
{
    private PooledMemory? _memory;

    /// <summary>At least so many floats, 64-byte aligned; what earlier calls returned is no longer valid.</summary>
    public float* Reserve(long count)
    {
        if (_memory is null || _memory.ByteCount < count * sizeof(float))
        {
            _memory?.Dispose();
            _memory = PooledMemory.Rent(count * sizeof(float));
        }

        return (float*)_memory.Pointer;
    }
}
