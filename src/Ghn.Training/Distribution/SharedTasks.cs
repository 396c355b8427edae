using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.ExceptionServices;
using Ghn.Tensors.Threading;
using Ghn.Training.Runs;

namespace Ghn.Training.Distribution;

/// <summary>
/// A list of tasks that several processes work off together. Whichever thread is free takes the next one, so that all are busy until
/// the list is at its end, however much tasks and machines differ. The processes meet at short intervals and tell each other how many
/// threads are free and what tasks have come to; from that each knows by itself who takes which task.
/// </summary>
/// <param name="processes">The processes, each of which has the same list.</param>
/// <param name="count">The number of tasks.</param>
internal sealed class SharedTasks(ICommunicator processes, int count) : IDisposable
{
    /// <summary>Short beside a task, and long beside a meeting, at which the processes wait for the last one.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly BlockingCollection<int> _own = [];
    private readonly ConcurrentQueue<(int Task, string Result)> _results = [];
    private int _next;
    private int _busy;
    private long _advance;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Told in every process how much all of them have advanced since it was told last.</summary>
    public Action<long>? Progress { get; init; }

    /// <summary>Tells that a task of this process advances, from any thread.</summary>
    public void Advance(long amount) => Interlocked.Add(ref _advance, amount);

    /// <summary>Works the list off; to be called by all processes. What fails in one of them fails in all.</summary>
    /// <param name="work">Does a task of this process, and says what it has come to; called from several threads.</param>
    /// <param name="finished">Told in every process of each task, and what it has come to, one at a time, in the same order.</param>
    /// <param name="cancellation">Ends the work, in all processes.</param>
    /// <exception cref="DisagreementException">The processes have lists of other lengths.</exception>
    /// <exception cref="ProcessFailedException">Another process has failed, or was lost.</exception>
    /// <exception cref="OperationCanceledException">The work was to end.</exception>
    public void Run(Func<int, CancellationToken, string> work, Action<int, string> finished, CancellationToken cancellation)
    {
        processes.RequireSame([("the number of tasks", count.ToString(CultureInfo.InvariantCulture))]);

        // Where there is a task for each process only, it has all threads to itself.
        int threads = Math.Min(WorkerPool.ThreadCount, (count + processes.Size - 1) / processes.Size);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task workers = Task.Factory.StartNew(
            () => WorkerPool.For(threads, _ => WorkOff(work, stop.Token)),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            int left = count;
            while (left > 0)
            {
                List<(int Task, string Result)> results = Exchange(threads);
                processes.RunCollectively(() => Take(results, finished));
                left -= results.Count;
                Thread.Sleep(Interval);
            }
        }
        catch
        {
            stop.Cancel();
            throw;
        }
        finally
        {
            _own.CompleteAdding();
            workers.Wait(CancellationToken.None);
        }
    }

    /// <summary>Lets go of the list.</summary>
    public void Dispose() => _own.Dispose();

    /// <summary>What a thread does: this process's tasks, one after the other, as they are dealt out.</summary>
    private void WorkOff(Func<int, CancellationToken, string> work, CancellationToken stop)
    {
        try
        {
            foreach (int task in _own.GetConsumingEnumerable(stop))
            {
                _results.Enqueue((task, work(task, stop)));
                Interlocked.Decrement(ref _busy);
            }
        }
        catch (Exception error)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(error), null);
        }
    }

    /// <summary>Hears from all processes and deals tasks out; what tasks have come to since the last time.</summary>
    private List<(int Task, string Result)> Exchange(int threads)
    {
        double[] free = new double[processes.Size];
        double[] found = new double[processes.Size];
        free[processes.Rank] = threads - Volatile.Read(ref _busy);
        string own = Found();
        found[processes.Rank] = own.Length;
        double[] facts = [.. free, .. found, Interlocked.Exchange(ref _advance, 0)];
        processes.AllReduceSum(facts);
        Assign(facts[..processes.Size]);
        Progress?.Invoke((long)facts[^1]);

        var results = new List<(int Task, string Result)>();
        foreach (int rank in Enumerable.Range(0, processes.Size).Where(rank => facts[processes.Size + rank] > 0))
        {
            results.AddRange(CommaSeparated.Rows(processes.Broadcast(own, rank)).Select(row =>
                (int.Parse(row.Fields[0], CultureInfo.InvariantCulture), row.Fields[1])));
        }

        return results;
    }

    /// <summary>What this process's tasks have come to since the last time, as a text.</summary>
    private string Found()
    {
        var rows = new List<string>();
        while (_results.TryDequeue(out (int Task, string Result) found))
        {
            rows.Add(CommaSeparated.Row([found.Task.ToString(CultureInfo.InvariantCulture), found.Result]));
        }

        return string.Concat(rows);
    }

    /// <summary>Gives the next tasks to the processes that have free threads, as cards are dealt, until none is left.</summary>
    private void Assign(double[] free)
    {
        IEnumerable<int> takers =
            from round in Enumerable.Range(0, (int)free.Max())
            from rank in Enumerable.Range(0, processes.Size)
            where free[rank] > round
            select rank;
        foreach (int taker in takers.Take(count - _next))
        {
            if (taker == processes.Rank)
            {
                Interlocked.Increment(ref _busy);
                _own.Add(_next);
            }

            _next++;
        }
    }

    private void Take(List<(int Task, string Result)> results, Action<int, string> finished)
    {
        foreach ((int task, string result) in results)
        {
            finished(task, result);
        }

        _failure?.Throw();
    }
}
