using System.Diagnostics;
using Ghn.Fuzz.Readers;

namespace Ghn.Fuzz.Running;

/// <summary>
/// Has readers read damaged files on several threads. A case that hangs is given up together with its thread, and counts as too slow;
/// one that ends the process leaves its file in the folder that its thread works in.
/// </summary>
internal sealed class FuzzRun
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>A thread has this much longer than a case may take before it is given up.</summary>
    private const double Patience = 2;

    private readonly IReadOnlyList<(Reader Reader, long Cases)> _plan;
    private readonly ReaderTotals[] _totals;
    private readonly int _seed;
    private readonly string _folder;
    private readonly long[] _next;

    /// <summary>Plans a run.</summary>
    /// <param name="readers">The readers.</param>
    /// <param name="cases">How many cases in all.</param>
    /// <param name="seed">What the cases depend on.</param>
    /// <param name="failures">The folder for cases that fail.</param>
    public FuzzRun(IReadOnlyList<Reader> readers, long cases, int seed, string failures)
    {
        double shares = readers.Sum(reader => reader.Share);
        _plan = [.. readers.Select(reader => (reader, (long)Math.Ceiling(cases * reader.Share / shares)))];
        _totals = [.. readers.Select(reader => new ReaderTotals(reader, failures))];
        _next = new long[readers.Count];
        _seed = seed;
        _folder = Directory.CreateTempSubdirectory("ghn-fuzz-").FullName;
    }

    /// <summary>What the cases came to, reader by reader.</summary>
    public IReadOnlyList<ReaderTotals> Totals => _totals;

    /// <summary>Runs all cases.</summary>
    /// <param name="threads">How many at a time.</param>
    /// <param name="progress">Is told now and then how many cases are done.</param>
    public void Run(int threads, Action<long>? progress = null)
    {
        List<Worker> workers = [.. Enumerable.Range(0, threads).Select(Start)];
        for (int started = threads; workers.Exists(worker => worker.IsAlive);)
        {
            Thread.Sleep(WatchInterval);
            progress?.Invoke(_next.Sum());
            for (int i = 0; i < workers.Count; i++)
            {
                if (workers[i].Current is (var reader, var file, var start)
                    && Stopwatch.GetElapsedTime(start).TotalSeconds > Patience * CaseResult.MaxSeconds)
                {
                    double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                    _totals[reader].Add(file, new CaseResult(CaseOutcome.TooSlow, null, seconds, 0));
                    workers[i] = Start(started++);
                }
            }
        }

        Directory.Delete(_folder, recursive: true);
    }

    private Worker Start(int number)
    {
        var worker = new Worker();
        string folder = Path.Combine(_folder, $"{number}");
        var thread = new Thread(() => Work(worker, folder)) { IsBackground = true };
        worker.Thread = thread;
        thread.Start();
        return worker;
    }

    private void Work(Worker worker, string folder)
    {
        for (int reader = 0; reader < _plan.Count; reader++)
        {
            string place = Path.Combine(folder, _plan[reader].Reader.Name);
            Directory.CreateDirectory(place);
            foreach ((string name, byte[] content) in _plan[reader].Reader.Companions)
            {
                File.WriteAllBytes(Path.Combine(place, name), content);
            }

            for (long index = Take(reader); index < _plan[reader].Cases; index = Take(reader))
            {
                Try(worker, reader, index, Path.Combine(place, _plan[reader].Reader.FileName));
            }
        }
    }

    private long Take(int reader) => Interlocked.Increment(ref _next[reader]) - 1;

    private void Try(Worker worker, int reader, long index, string path)
    {
        var file = CaseFile.Draw(_plan[reader].Reader, _seed, index);
        File.WriteAllBytes(path, file.Bytes);
        worker.Current = (reader, file, Stopwatch.GetTimestamp());
        var result = CaseResult.Of(_plan[reader].Reader, path);
        worker.Current = null;
        _totals[reader].Add(file, result);
    }

    /// <summary>A thread and what it is at.</summary>
    private sealed class Worker
    {
        private readonly Lock _lock = new();
        private (int Reader, CaseFile File, long Start)? _current;

        public Thread? Thread { get; set; }

        public bool IsAlive => Thread!.IsAlive;

        public (int Reader, CaseFile File, long Start)? Current
        {
            get
            {
                lock (_lock)
                {
                    return _current;
                }
            }

            set
            {
                lock (_lock)
                {
                    _current = value;
                }
            }
        }
    }
}
