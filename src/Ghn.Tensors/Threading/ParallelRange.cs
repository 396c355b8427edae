namespace Ghn.Tensors.Threading;

/// <summary>Divides loops over a range of elements or rows into chunks that the threads share.</summary>
internal static class ParallelRange
{
    /// <summary>The elements of a chunk: few enough for the first-level cache, enough to be worth a thread's while.</summary>
    private const int ChunkLength = 8192;

    /// <summary>Runs <paramref name="body"/> for (first element, number of elements) of each chunk.</summary>
    public static void For(long count, Action<long, int> body)
    {
        if (count <= ChunkLength)
        {
            body(0, (int)count);
            return;
        }

        int chunks = checked((int)((count + ChunkLength - 1) / ChunkLength));
        WorkerPool.For(chunks, chunk =>
        {
            long start = (long)chunk * ChunkLength;
            body(start, (int)Math.Min(ChunkLength, count - start));
        });
    }

    /// <summary>
    /// Runs <paramref name="body"/> for (part, first row, end) of each part of some rows; their number depends on that
    /// of the rows alone, so that sums over parts do not depend on the number of threads.
    /// </summary>
    /// <returns>The number of parts.</returns>
    public static int ForRows(int rows, int maxParts, Action<int, int, int> body)
    {
        int parts = Math.Clamp(rows, 1, maxParts);
        WorkerPool.For(parts, part => body(part, (int)((long)rows * part / parts), (int)((long)rows * (part + 1) / parts)));
        return parts;
    }
}
