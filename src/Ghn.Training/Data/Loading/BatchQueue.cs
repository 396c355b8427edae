using System.Runtime.ExceptionServices;

namespace Ghn.Training.Data.Loading;

/// <summary>
/// Batches that threads of its own prepare ahead of the one that takes them, in order and at most so many. The threads are
/// few and apart from those of the kernels: decoding an image waits for no loop, and no loop for it.
/// </summary>
internal sealed class BatchQueue : IDisposable
{
    private readonly object _gate = new();
    private readonly Dictionary<int, Result> _ready = [];
    private readonly Func<int, CancellationToken, ImageBatch> _load;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenRegistration _wakeUp;
    private readonly Thread[] _threads;
    private readonly int _end;
    private readonly int _capacity;
    private int _begun;
    private int _taken;

    /// <summary>Starts to prepare batches.</summary>
    /// <param name="first">The first batch.</param>
    /// <param name="end">The number of batches in the epoch.</param>
    /// <param name="options">How many threads prepare how many batches ahead.</param>
    /// <param name="load">Makes a batch, and gives up when it is cancelled.</param>
    /// <param name="cancellation">Ends everything.</param>
    public BatchQueue(
        int first, int end, DataLoaderOptions options, Func<int, CancellationToken, ImageBatch> load, CancellationToken cancellation)
    {
        (_begun, _taken, _end, _capacity, _load) = (first, first, end, options.Prefetch, load);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _wakeUp = _stop.Token.Register(WakeAll);
        _threads = new Thread[Math.Min(options.ThreadCount, Math.Min(options.Prefetch, Math.Max(0, end - first)))];
        for (int i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new Thread(Prepare) { IsBackground = true, Name = $"data {i}" };
            _threads[i].Start();
        }
    }

    /// <summary>The next batch, once it is ready.</summary>
    /// <exception cref="OperationCanceledException">The work was to end.</exception>
    public ImageBatch Take()
    {
        Result? result;
        lock (_gate)
        {
            while (!_ready.Remove(_taken, out result))
            {
                _stop.Token.ThrowIfCancellationRequested();
                Monitor.Wait(_gate);
            }

            _taken++;
            Monitor.PulseAll(_gate);
        }

        result.Failure?.Throw();
        return result.Batch!;
    }

    /// <summary>Ends the threads, and disposes of what nobody took.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }

        foreach (Result result in _ready.Values)
        {
            result.Batch?.Dispose();
        }

        _wakeUp.Dispose();
        _stop.Dispose();
    }

    private void Prepare()
    {
        while (TryBegin(out int batch))
        {
            Result result;
            try
            {
                result = new Result(_load(batch, _stop.Token), null);
            }
            catch (Exception error)
            {
                // Whatever went wrong concerns the thread that asks for this batch.
                result = new Result(null, ExceptionDispatchInfo.Capture(error));
            }

            lock (_gate)
            {
                _ready.Add(batch, result);
                Monitor.PulseAll(_gate);
            }
        }
    }

    private bool TryBegin(out int batch)
    {
        lock (_gate)
        {
            while (!_stop.IsCancellationRequested && _begun < _end && _begun >= _taken + _capacity)
            {
                Monitor.Wait(_gate);
            }

            batch = _begun;
            return !_stop.IsCancellationRequested && _begun++ < _end;
        }
    }

    private void WakeAll()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    private sealed record Result(ImageBatch? Batch, ExceptionDispatchInfo? Failure);
}
