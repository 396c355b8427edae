using System.Runtime.ExceptionServices;

namespace Ghn.Tensors.Threading;

/// <summary>
/// The threads that all kernels share. One loop runs at a time: the caller and its helpers take indices from a
/// common counter until none is left. A loop inside a loop, or beside another one, runs on its own thread alone,
/// so the machine is never oversubscribed.
/// </summary>
public static class WorkerPool
{
    private static readonly Lock Growth = new();

    [ThreadStatic]
    private static bool _inside;

    private static volatile Worker[] _workers = [];
    private static int _threadCount = Environment.ProcessorCount;
    private static int _busy;

    private static Action<int>? _body;
    private static int _count;
    private static int _next;
    private static ExceptionDispatchInfo? _failure;

    /// <summary>How many threads work at once, the caller included; the number of processors unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than one.</exception>
    public static int ThreadCount
    {
        get => Volatile.Read(ref _threadCount);
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            Volatile.Write(ref _threadCount, value);
        }
    }

    /// <summary>How many threads a loop started here and now could use: one inside a body.</summary>
    internal static int Available => _inside ? 1 : ThreadCount;

    /// <summary>
    /// Runs <paramref name="body"/> for 0, …, <paramref name="count"/> − 1, spread over the threads, and returns when all are done.
    /// Inside a body, a further call runs on the calling thread alone. When a body throws, indices not yet begun are
    /// skipped and the first exception reaches the caller.
    /// </summary>
    public static void For(int count, Action<int> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        int helpers = Math.Min(Available, count) - 1;
        if (helpers < 1 || Interlocked.CompareExchange(ref _busy, 1, 0) != 0)
        {
            for (int i = 0; i < count; i++)
            {
                body(i);
            }

            return;
        }

        Worker[] workers = WorkersFor(helpers);
        (_body, _count, _failure) = (body, count, null);
        Volatile.Write(ref _next, 0);
        for (int i = 0; i < helpers; i++)
        {
            workers[i].Start();
        }

        TakeIndices();
        for (int i = 0; i < helpers; i++)
        {
            workers[i].Join();
        }

        ExceptionDispatchInfo? failure = _failure;
        (_body, _failure) = (null, null);
        Volatile.Write(ref _busy, 0);
        failure?.Throw();
    }

    /// <summary>Runs the current loop's body for index after index until none is left: the work of each thread.</summary>
    internal static void TakeIndices()
    {
        Action<int> body = _body!;
        int count = _count;
        _inside = true;
        try
        {
            for (int i = Interlocked.Increment(ref _next) - 1; i < count; i = Interlocked.Increment(ref _next) - 1)
            {
                body(i);
            }
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
            Volatile.Write(ref _next, count);
        }
        finally
        {
            _inside = false;
        }
    }

    private static Worker[] WorkersFor(int helpers)
    {
        lock (Growth)
        {
            while (_workers.Length < helpers)
            {
                _workers = [.. _workers, new Worker()];
            }

            return _workers;
        }
    }
}
