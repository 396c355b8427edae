namespace Ghn.Tensors;

/// <summary>The threads that all kernels share.</summary>
public static class WorkerPool
{
    /// <summary>How many threads work at once; the number of processors unless set.</summary>
    public static int ThreadCount { get; set; } = Environment.ProcessorCount;

    /// <summary>
    /// Runs <paramref name="body"/> for 0, …, <paramref name="count"/> − 1, spread over the threads, and returns when all are done.
    /// Inside a body, a further call runs on the calling thread alone.
    /// </summary>
    public static void For(int count, Action<int> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = ThreadCount }, body);
    }
}
