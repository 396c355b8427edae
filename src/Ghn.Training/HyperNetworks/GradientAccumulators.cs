using Ghn.HyperNetworks;
using Ghn.Tensors.Threading;

namespace Ghn.Training.HyperNetworks;

/// <summary>
/// Learns from several networks at once, one on each thread. What each network contributes to the gradients is found apart and added in
/// the networks' order, so that the sum does not depend, to the last bit, on how many threads there are. There are twice as many places
/// for gradients as threads, however many networks: a thread whose network is done early goes on to the next one.
/// </summary>
/// <param name="ghn">The GHN that learns; it stays the caller's.</param>
internal sealed class GradientAccumulators(TrainableHyperNetwork ghn) : IDisposable
{
    private const int AccumulatorsPerThread = 2;

    private readonly object _gate = new();
    private readonly List<GradientAccumulator> _all = [];
    private readonly Stack<GradientAccumulator> _free = new();
    private readonly Dictionary<int, GradientAccumulator> _finished = [];
    private int _next;

    /// <summary>
    /// Calls <paramref name="learn"/> for 0, …, <paramref name="count"/> − 1, and adds what it leaves in its accumulator to the GHN's
    /// gradients.
    /// </summary>
    public void For(int count, Action<int, GradientAccumulator> learn)
    {
        while (_all.Count < Math.Min(count, AccumulatorsPerThread * WorkerPool.ThreadCount))
        {
            _all.Add(ghn.CreateAccumulator());
            _free.Push(_all[^1]);
        }

        _next = 0;
        WorkerPool.For(count, index =>
        {
            GradientAccumulator accumulator = Take();
            try
            {
                learn(index, accumulator);
            }
            finally
            {
                Finish(index, accumulator);
            }
        });
    }

    /// <summary>Returns the memory of all accumulators.</summary>
    public void Dispose() => _all.ForEach(accumulator => accumulator.Dispose());

    private GradientAccumulator Take()
    {
        lock (_gate)
        {
            while (_free.Count == 0)
            {
                Monitor.Wait(_gate);
            }

            return _free.Pop();
        }
    }

    /// <summary>Adds up the gradients of all networks that come before the first unfinished one.</summary>
    private void Finish(int index, GradientAccumulator accumulator)
    {
        lock (_gate)
        {
            _finished.Add(index, accumulator);
            while (_finished.Remove(_next, out GradientAccumulator? done))
            {
                done.FlushInto(ghn.Gradients);
                _free.Push(done);
                _next++;
            }

            Monitor.PulseAll(_gate);
        }
    }
}
