namespace Ghn.Training.Distribution;

/// <summary>A process on its own: sums over all processes are what they were.</summary>
public sealed class SingleProcess : ICommunicator
{
    private SingleProcess()
    {
    }

    /// <summary>The only one.</summary>
    public static SingleProcess Instance { get; } = new();

    /// <inheritdoc/>
    public int Rank => 0;

    /// <inheritdoc/>
    public int Size => 1;

    /// <inheritdoc/>
    public void AllReduceSum(Span<float> values)
    {
    }

    /// <inheritdoc/>
    public void AllReduceSum(Span<double> values)
    {
    }

    /// <inheritdoc/>
    public void Broadcast<T>(Span<T> values, int root = 0)
        where T : unmanaged
    {
    }

    /// <inheritdoc/>
    public void Complete()
    {
    }
}
