using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Ghn.Tensors;

/// <summary>
/// Keeps released blocks of native memory for the next tensor of about their size, because fresh pages cost
/// more than the arithmetic done on them. Blocks of 4 MiB and more lie on 2 MiB boundaries and ask Linux for
/// huge pages, which makes their first use about ten times cheaper.
/// </summary>
public static unsafe partial class MemoryPool
{
    private const long SmallestBlock = 256;
    private const long HugePage = 2L << 20;
    private const int AdviseHugePages = 14;

    private static readonly ConcurrentDictionary<long, ConcurrentBag<nint>> FreeBlocks = new();
    private static long _retainedBytes;

    /// <summary>The number of bytes that released blocks occupy.</summary>
    public static long RetainedBytes => Interlocked.Read(ref _retainedBytes);

    /// <summary>Frees every block that is not in use.</summary>
    public static void Trim()
    {
        foreach ((long capacity, ConcurrentBag<nint> blocks) in FreeBlocks)
        {
            while (blocks.TryTake(out nint block))
            {
                Interlocked.Add(ref _retainedBytes, -capacity);
                NativeMemory.AlignedFree((void*)block);
                GC.RemoveMemoryPressure(capacity);
            }
        }
    }

    /// <summary>
    /// The size of the block that serves a request: sixteen sizes for each power of two, so that at most
    /// a sixteenth is wasted and blocks of nearly equal tensors are interchangeable.
    /// </summary>
    internal static long CapacityFor(long byteCount)
    {
        if (byteCount <= SmallestBlock)
        {
            return SmallestBlock;
        }

        long step = Math.Max(64, (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)byteCount) / 32);
        return (byteCount + step - 1) / step * step;
    }

    internal static byte* Rent(long capacity)
    {
        if (FreeBlocks.TryGetValue(capacity, out ConcurrentBag<nint>? blocks) && blocks.TryTake(out nint block))
        {
            Interlocked.Add(ref _retainedBytes, -capacity);
            return (byte*)block;
        }

        // Where memory grows, tensors that nobody disposed may be to blame: the collector then looks for them.
        GC.AddMemoryPressure(capacity);
        bool huge = capacity >= 2 * HugePage;
        byte* memory = (byte*)NativeMemory.AlignedAlloc((nuint)capacity, huge ? (nuint)HugePage : 64);
        if (huge && OperatingSystem.IsLinux())
        {
            // A hint only: where the kernel declines it, small pages serve as well.
            _ = Advise(memory, (nuint)(capacity / HugePage * HugePage), AdviseHugePages);
        }

        return memory;
    }

    internal static void Return(byte* block, long capacity)
    {
        Interlocked.Add(ref _retainedBytes, capacity);
        FreeBlocks.GetOrAdd(capacity, static _ => []).Add((nint)block);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);
}
