namespace Ghn.Tensors.Memory;

/// <summary>Memory rented from <see cref="MemoryPool"/>, 64-byte aligned, returned to it on release.</summary>
internal sealed unsafe class PooledMemory : TensorMemory
{
    [ThreadStatic]
    private static long _rented;

    private readonly long _capacity;

    private PooledMemory(byte* pointer, long byteCount, long capacity)
        : base(pointer, byteCount)
    {
        _capacity = capacity;
    }

    /// <summary>How many bytes this thread has ever asked for, so that tests can see what a hostile file costs.</summary>
    internal static long RentedByThisThread => _rented;

    /// <summary>Rents at least <paramref name="byteCount"/> bytes, whose content is undefined.</summary>
    public static PooledMemory Rent(long byteCount)
    {
        long capacity = MemoryPool.CapacityFor(byteCount);
        _rented += capacity;
        byte* block = MemoryPool.Rent(ref capacity);
        return new PooledMemory(block, byteCount, capacity);
    }

    /// <inheritdoc/>
    protected override void Release(byte* pointer) => MemoryPool.Return(pointer, _capacity);
}
