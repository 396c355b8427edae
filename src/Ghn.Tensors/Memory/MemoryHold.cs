namespace Ghn.Tensors.Memory;

/// <summary>
/// Keeps the memory of tensors for the length of an operation: whoever disposes them meanwhile, on another thread, the memory
/// is released when the operation is done.
/// <code>
/// using MemoryHold hold = MemoryHold.Of(memories);
/// …
/// hold.RequireUnchanged();
/// </code>
/// </summary>
public sealed class MemoryHold : IDisposable
{
    private readonly IReadOnlyList<TensorMemory> _memories;
    private int _held;

    private MemoryHold(IReadOnlyList<TensorMemory> memories) => _memories = memories;

    /// <summary>Begins to hold.</summary>
    /// <param name="memories">What to hold, each once for the sake of speed.</param>
    /// <exception cref="ObjectDisposedException">Some of it has been disposed.</exception>
    /// <exception cref="IOException">Some of it is a mapped file that has changed since it was opened.</exception>
    public static MemoryHold Of(IReadOnlyList<TensorMemory> memories)
    {
        ArgumentNullException.ThrowIfNull(memories);
        var hold = new MemoryHold(memories);
        try
        {
            while (hold._held < memories.Count)
            {
                memories[hold._held].Hold();
                hold._held++;
            }

            hold.RequireUnchanged();
            return hold;
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    /// <summary>Makes sure that no file of those held has changed while the operation read it.</summary>
    /// <exception cref="IOException">A mapped file has changed since it was opened.</exception>
    public void RequireUnchanged()
    {
        foreach (TensorMemory memory in _memories)
        {
            memory.RequireUnchanged();
        }
    }

    /// <summary>Lets go.</summary>
    public void Dispose()
    {
        for (int held = Interlocked.Exchange(ref _held, 0); held > 0; held--)
        {
            _memories[held - 1].LetGo();
        }
    }
}
