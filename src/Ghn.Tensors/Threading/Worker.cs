using System.Diagnostics;

namespace Ghn.Tensors.Threading;

/// <summary>
/// A helper thread of <see cref="WorkerPool"/>. Starting and joining are single exchanges of its state while it
/// is spinning; only a worker that found no work for a while sleeps, and has to be woken.
/// </summary>
internal sealed class Worker
{
    private const int Idle = 0;
    private const int Asleep = 1;
    private const int Called = 2;
    private const int Working = 3;

    /// <summary>How long a worker spins before it sleeps: half a millisecond, the gap between two kernels of a busy program.</summary>
    private static readonly long Patience = Stopwatch.Frequency / 2_000;

    private readonly object _gate = new();
    private ThreadPlacement? _placement;
    private int _state;

    /// <summary>Starts the thread, which waits for work.</summary>
    public Worker() => new Thread(Run) { IsBackground = true, Name = "Ghn worker" }.Start();

    /// <summary>Calls the worker to the pool's current loop.</summary>
    public void Start()
    {
        if (Volatile.Read(ref _state) == Asleep)
        {
            _placement?.BanFromHere();
        }

        if (Interlocked.Exchange(ref _state, Called) == Asleep)
        {
            lock (_gate)
            {
                Monitor.Pulse(_gate);
            }
        }
    }

    /// <summary>
    /// Returns when the worker has left the current loop; if it has not come yet, it need not come at all. The caller
    /// yields, but does not sleep: to be woken takes longer than most loops.
    /// </summary>
    public void Join()
    {
        if (Interlocked.CompareExchange(ref _state, Idle, Called) != Called)
        {
            while (!SpinWhile(Working))
            {
                Thread.Yield();
            }
        }
    }

    private void Run()
    {
        _placement = new ThreadPlacement();
        while (true)
        {
            if (!SpinWhile(Idle) && Interlocked.CompareExchange(ref _state, Asleep, Idle) == Idle)
            {
                Sleep();
                _placement.Lift();
            }

            // The call may have been withdrawn while this thread was waking up.
            if (Interlocked.CompareExchange(ref _state, Working, Called) == Called)
            {
                WorkerPool.TakeIndices();
                Volatile.Write(ref _state, Idle);
            }
        }
    }

    private void Sleep()
    {
        lock (_gate)
        {
            while (Volatile.Read(ref _state) == Asleep)
            {
                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>Spins while the state is as given, but not for long; returns whether it has changed.</summary>
    private bool SpinWhile(int state)
    {
        long deadline = Stopwatch.GetTimestamp() + Patience;
        while (Volatile.Read(ref _state) == state)
        {
            if (Stopwatch.GetTimestamp() > deadline)
            {
                return false;
            }

            Thread.SpinWait(4);
        }

        return true;
    }
}
