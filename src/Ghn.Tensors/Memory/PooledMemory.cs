namespace Ghn.Tensors;

/// <summary>Memory rented from <see cref="MemoryPool"/>, 64-byte aligned, returned to it on release.</summary>
internal sealed unsafe class PooledMemory : TensorMemory
{
    private readonly long _capacity;

    private PooledMemory(byte* pointer, long byteCount, long capacity)
        : base(pointer, byteCount)
    {
        _capacity = capacity;
    }

    /// <summary>Rents at least <paramref name="byteCount"/> bytes, whose content is undefined.</summary>
    public static PooledMemory Rent(long byteCount)
    {
        long capacity = MemoryPool.CapacityFor(byteCount);
        byte* block = MemoryPool.Rent(ref capacity);
        return new PooledMemory(block, byteCount, capacity);
    }

    /// <inheritdoc/>
    protected override void Release(byte* pointer) => MemoryPool.Return(pointer, _capacity);
}
