using Ghn.Tensors.Memory;

namespace Ghn.Tensors.Formats.Reading;

/// <summary>
/// How much native memory was asked for, by tensors and by what is read of files: what
/// <see cref="GC.GetAllocatedBytesForCurrentThread"/> does not count.
/// </summary>
public static class NativeAllocations
{
    /// <summary>How many bytes this thread has ever asked for, given back or not: a hostile file costs the difference.</summary>
    public static long BytesOfCurrentThread => HeapMemory.AllocatedByThisThread + PooledMemory.RentedByThisThread;
}
