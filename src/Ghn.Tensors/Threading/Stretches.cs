namespace Ghn.Tensors.Threading;

/// <summary>Divides loops over many elements into stretches that the threads share.</summary>
internal static class Stretches
{
    /// <summary>Small enough for the first-level cache, large enough to be worth a thread's while.</summary>
    private const int Length = 8192;

    /// <summary>Runs <paramref name="body"/> for (first element, number of elements) of each stretch.</summary>
    public static void For(long count, Action<long, int> body)
    {
        if (count <= Length)
        {
            body(0, (int)count);
            return;
        }

        int stretches = checked((int)((count + Length - 1) / Length));
        WorkerPool.For(stretches, stretch =>
        {
            long start = (long)stretch * Length;
            body(start, (int)Math.Min(Length, count - start));
        });
    }

    /// <summary>
    /// Runs <paramref name="body"/> for (part, first row, end) of each part of some rows; their number depends on that
    /// of the rows alone, so that sums over parts do not depend on the number of threads.
    /// </summary>
    /// <returns>The number of parts.</returns>
    public static int ForRows(int rows, int mostParts, Action<int, int, int> body)
    {
        int parts = Math.Clamp(rows, 1, mostParts);
        WorkerPool.For(parts, part => body(part, (int)((long)rows * part / parts), (int)((long)rows * (part + 1) / parts)));
        return parts;
    }
}
