namespace Ghn.Tensors;

/// <summary>
/// A stretch of memory outside the managed heap that tensors lie in: a pooled allocation or a mapped file.
/// Tensors share it; it is released when none of them is left, or at once by <see cref="Dispose()"/>.
/// </summary>
public abstract unsafe class TensorMemory : IDisposable
{
    private int _released;

    /// <summary>Takes over <paramref name="byteCount"/> bytes at <paramref name="pointer"/>.</summary>
    protected TensorMemory(byte* pointer, long byteCount)
    {
        Pointer = pointer;
        ByteCount = byteCount;
    }

    /// <summary>Releases the memory of an owner that nobody disposed.</summary>
    ~TensorMemory() => ReleaseOnce();

    /// <summary>The address of the first byte; null once released.</summary>
    public byte* Pointer { get; private set; }

    /// <summary>The number of bytes.</summary>
    public long ByteCount { get; }

    /// <summary>Releases the memory. No tensor in it may be used afterwards.</summary>
    public void Dispose()
    {
        ReleaseOnce();
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives the memory back to where it came from.</summary>
    protected abstract void Release(byte* pointer);

    private void ReleaseOnce()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0)
        {
            Release(Pointer);
            Pointer = null;
        }
    }
}
