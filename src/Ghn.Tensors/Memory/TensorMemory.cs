using System.Runtime.CompilerServices;

namespace Ghn.Tensors.Memory;

/// <summary>
/// A stretch of memory outside the managed heap that tensors lie in: a pooled allocation or a mapped file.
/// Tensors share it; it is released when none of them is left, or by <see cref="Dispose()"/>: at once, unless a
/// <see cref="MemoryHold"/> keeps it until an operation that is under way is done with it.
/// </summary>
public abstract unsafe class TensorMemory : IDisposable
{
    private readonly byte* _pointer;

    /// <summary>The owner's hold, until it is disposed, and those of operations under way; none are left once it is released.</summary>
    private int _holds = 1;

    private int _isDisposed;

    /// <summary>Takes over <paramref name="byteCount"/> bytes at <paramref name="pointer"/>.</summary>
    protected TensorMemory(byte* pointer, long byteCount)
    {
        _pointer = pointer;
        ByteCount = byteCount;
    }

    /// <summary>Releases the memory of an owner that nobody disposed.</summary>
    ~TensorMemory()
    {
        if (Interlocked.Exchange(ref _holds, 0) > 0)
        {
            Release(_pointer);
        }
    }

    /// <summary>The address of the first byte.</summary>
    /// <exception cref="ObjectDisposedException">The memory has been released.</exception>
    public byte* Pointer
    {
        get
        {
            RequireUnreleased();
            return _pointer;
        }
    }

    /// <summary>The number of bytes.</summary>
    public long ByteCount { get; }

    /// <summary>Releases the memory, once nobody holds it. Tensors in it refuse every access from then on.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0 && LetGo())
        {
            GC.SuppressFinalize(this);
        }
    }

    /// <summary>Makes sure that the memory is there: a load and a comparison, for every access to a tensor.</summary>
    /// <exception cref="ObjectDisposedException">The memory has been released.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void RequireUnreleased()
    {
        if (Volatile.Read(ref _holds) == 0)
        {
            ThrowReleased();
        }
    }

    /// <summary>Keeps the memory from being released until <see cref="LetGo"/>, whoever disposes it meanwhile.</summary>
    /// <exception cref="ObjectDisposedException">It has been disposed.</exception>
    internal void Hold()
    {
        int holds = Volatile.Read(ref _holds);
        while (true)
        {
            if (holds == 0 || Volatile.Read(ref _isDisposed) != 0)
            {
                ThrowReleased();
            }

            int before = Interlocked.CompareExchange(ref _holds, holds + 1, holds);
            if (before == holds)
            {
                return;
            }

            holds = before;
        }
    }

    /// <summary>Ends a hold; the last one releases the memory.</summary>
    /// <returns>Whether this was the last.</returns>
    internal bool LetGo()
    {
        bool isLast = Interlocked.Decrement(ref _holds) == 0;
        if (isLast)
        {
            Release(_pointer);
        }

        GC.KeepAlive(this);
        return isLast;
    }

    /// <summary>Makes sure that the bytes are those that were there at first; memory of our own always is.</summary>
    /// <exception cref="IOException">The bytes are a file's, and it has changed.</exception>
    internal virtual void RequireUnchanged()
    {
    }

    /// <summary>Gives the memory back to where it came from.</summary>
    protected abstract void Release(byte* pointer);

    private static void ThrowReleased() =>
        throw new ObjectDisposedException("Tensor", "The tensor's memory has been returned: it, or what owns it, was disposed.");
}
