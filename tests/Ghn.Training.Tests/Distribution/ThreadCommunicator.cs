using System.Numerics;
using Ghn.Training.Distribution;

namespace Ghn.Training.Tests;

/// <summary>Processes that are threads of a test, so that what they come to can be compared.</summary>
internal sealed class ThreadCommunicator : ICommunicator
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Barrier _meeting;
    private readonly Array[] _brought;

    private ThreadCommunicator(int rank, Barrier meeting, Array[] brought) => (Rank, _meeting, _brought) = (rank, meeting, brought);

    public int Rank { get; }

    public int Size => _brought.Length;

    /// <summary>Does work in so many processes; what each comes to, in order.</summary>
    public static T[] Run<T>(int size, Func<ICommunicator, T> work)
    {
        using var meeting = new Barrier(size);
        var brought = new Array[size];
        Task<T>[] processes =
        [
            .. Enumerable.Range(0, size).Select(rank => Task.Factory.StartNew(
                () => work(new ThreadCommunicator(rank, meeting, brought)), CancellationToken.None, TaskCreationOptions.LongRunning,
                TaskScheduler.Default)),
        ];
        Task.WaitAll(processes);
        return [.. processes.Select(process => process.Result)];
    }

    public void AllReduceSum(Span<float> values) => Sum(values);

    public void AllReduceSum(Span<double> values) => Sum(values);

    public void Broadcast<T>(Span<T> values, int root = 0)
        where T : unmanaged => Exchange(values)[root].CopyTo(values);

    public void Complete() => Meet();

    private void Sum<T>(Span<T> values)
        where T : unmanaged, INumber<T>
    {
        T[][] all = Exchange(values);
        values.Clear();
        foreach (T[] own in all)
        {
            for (int i = 0; i < own.Length; i++)
            {
                values[i] += own[i];
            }
        }
    }

    /// <summary>What every process has brought, in the order of the processes.</summary>
    private T[][] Exchange<T>(Span<T> values)
    {
        _brought[Rank] = values.ToArray();
        Meet();
        T[][] all = [.. _brought.Cast<T[]>()];
        Meet();
        return all;
    }

    private void Meet()
    {
        if (!_meeting.SignalAndWait(Patience))
        {
            throw new TimeoutException("A process did not come to the meeting.");
        }
    }
}
