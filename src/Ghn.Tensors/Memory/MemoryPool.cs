using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Ghn.Tensors.Memory;

/// <summary>
/// Keeps released blocks of native memory for the next tensor of about their size, because fresh pages cost
/// more than the arithmetic done on them. Blocks of 4 MiB and more lie on 2 MiB boundaries and ask Linux for
/// huge pages, which makes their first use about ten times cheaper. Where much lies idle, a request also takes a
/// block of up to twice its size: networks that differ from step to step would else each leave blocks of their own.
/// </summary>
public static unsafe partial class MemoryPool
{
    private const long MinBlock = 256;
    private const long HugePage = 2L << 20;
    private const int AdviseHugePages = 14;

    /// <summary>Much lies idle where this many times the idle bytes are more than those in use.</summary>
    private const int IdleFactor = 2;

    private static readonly ConcurrentDictionary<long, ConcurrentBag<nint>> FreeBlocks = new();
    private static long _retainedBytes;
    private static long _rentedBytes;

    /// <summary>The number of bytes that released blocks occupy.</summary>
    public static long RetainedBytes => Interlocked.Read(ref _retainedBytes);

    /// <summary>
    /// Frees every block that is not in use, where these occupy more than <paramref name="maxBytes"/>: between works whose tensors have
    /// sizes of their own, or the memory of all would add up.
    /// </summary>
    public static void TrimAbove(long maxBytes)
    {
        if (RetainedBytes > maxBytes)
        {
            Trim();
        }
    }

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
    /// <exception cref="ArgumentOutOfRangeException">The number of bytes is negative: whoever counted them overflowed.</exception>
    internal static long CapacityFor(long byteCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(byteCount);
        if (byteCount <= MinBlock)
        {
            return MinBlock;
        }

        long step = Math.Max(64, (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)byteCount) / 32);
        return (byteCount + step - 1) / step * step;
    }

    /// <summary>Hands out a block.</summary>
    /// <param name="capacity">
    /// The size asked for, one of those of <see cref="CapacityFor"/>; then the size of the block, which may be larger.
    /// </param>
    /// <exception cref="OutOfMemoryException">There is not as much memory; nothing has changed.</exception>
    internal static byte* Rent(ref long capacity)
    {
        byte* block = TakeFree(ref capacity);
        block = block == null ? Allocate(capacity) : block;
        Interlocked.Add(ref _rentedBytes, capacity);
        return block;
    }

    /// <summary>A free block of the size, or of a larger one where much lies idle; null if there is none.</summary>
    private static byte* TakeFree(ref long capacity)
    {
        long idle = Interlocked.Read(ref _retainedBytes);
        bool takesLarger = IdleFactor * idle > Interlocked.Read(ref _rentedBytes);
        long largest = takesLarger ? 2 * capacity : capacity;
        for (long size = capacity; size <= largest && size <= idle; size = CapacityFor(size + 1))
        {
            if (FreeBlocks.TryGetValue(size, out ConcurrentBag<nint>? blocks) && blocks.TryTake(out nint block))
            {
                Interlocked.Add(ref _retainedBytes, -size);
                capacity = size;
                return (byte*)block;
            }
        }

        return null;
    }

    private static byte* Allocate(long capacity)
    {
        bool huge = capacity >= 2 * HugePage;
        byte* memory = AllocateAligned((nuint)capacity, huge ? (nuint)HugePage : 64);

        // Where memory grows, tensors that nobody disposed may be to blame: the collector then looks for them.
        GC.AddMemoryPressure(capacity);
        if (huge && OperatingSystem.IsLinux())
        {
            // A hint only: where the kernel declines it, small pages serve as well.
            _ = Advise(memory, (nuint)(capacity / HugePage * HugePage), AdviseHugePages);
        }

        return memory;
    }

    /// <summary>A block of the system's; where it has none left, what lies idle here is given back to it first.</summary>
    private static byte* AllocateAligned(nuint byteCount, nuint alignment)
    {
        try
        {
            return (byte*)NativeMemory.AlignedAlloc(byteCount, alignment);
        }
        catch (OutOfMemoryException)
        {
            Trim();
            return (byte*)NativeMemory.AlignedAlloc(byteCount, alignment);
        }
    }

    internal static void Return(byte* block, long capacity)
    {
        Interlocked.Add(ref _rentedBytes, -capacity);
        Interlocked.Add(ref _retainedBytes, capacity);
        FreeBlocks.GetOrAdd(capacity, static _ => []).Add((nint)block);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);
}
