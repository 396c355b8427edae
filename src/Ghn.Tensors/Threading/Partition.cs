namespace Ghn.Tensors.Threading;

/// <summary>How work is divided into parts.</summary>
internal static class Partition
{
    /// <summary>The number of parts of a size that hold everything.</summary>
    public static int CeilDiv(long dividend, long divisor) => (int)((dividend + divisor - 1) / divisor);

    /// <summary>The first of a part's items, and the one behind its last; parts differ by one at most.</summary>
    public static (int First, int Last) Range(int count, int index, int parts) =>
        ((int)((long)count * index / parts), (int)((long)count * (index + 1) / parts));
}
