namespace Ghn.Training.Distribution;

/// <summary>
/// Processes that do one work together, each with a number. All of them make the same calls in the same order, and a call returns when
/// every process has made it; <see cref="Mpirun.Join"/> gives the group that this process belongs to.
/// </summary>
public interface ICommunicator
{
    /// <summary>This process's number, from 0. The first process is the one that writes files and talks to the user.</summary>
    int Rank { get; }

    /// <summary>How many processes there are.</summary>
    int Size { get; }

    /// <summary>Replaces each value by its sum over all processes, the same bits in each of them.</summary>
    /// <exception cref="ProcessFailedException">A process was lost.</exception>
    void AllReduceSum(Span<float> values);

    /// <inheritdoc cref="AllReduceSum(Span{float})"/>
    void AllReduceSum(Span<double> values);

    /// <summary>Replaces the values by those of one process.</summary>
    /// <param name="values">As many in each process.</param>
    /// <param name="root">The process that has them.</param>
    /// <exception cref="ProcessFailedException">A process was lost.</exception>
    void Broadcast<T>(Span<T> values, int root = 0)
        where T : unmanaged;

    /// <summary>Ends the work together; a process that ends without this takes the others down.</summary>
    /// <exception cref="ProcessFailedException">A process was lost.</exception>
    void Complete();
}
