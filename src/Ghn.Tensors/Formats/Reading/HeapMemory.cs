using System.Runtime.InteropServices;
using Ghn.Tensors.Memory;

namespace Ghn.Tensors.Formats.Reading;

/// <summary>
/// Native memory that grows while bytes arrive, so that a file which claims 2⁶⁰ bytes and then ends costs next to nothing.
/// The C library moves the pages of a large block, not the bytes, when it grows.
/// </summary>
internal sealed unsafe class HeapMemory : TensorMemory
{
    private const long FirstCapacity = 1 << 20;

    [ThreadStatic]
    private static long _allocated;

    private HeapMemory(byte* pointer, long byteCount)
        : base(pointer, byteCount) => GC.AddMemoryPressure(byteCount + 1);

    /// <summary>How many bytes this thread has ever asked for, so that tests can see what a hostile file costs.</summary>
    internal static long AllocatedByThisThread => _allocated;

    /// <summary>A copy of <paramref name="bytes"/>.</summary>
    public static HeapMemory Copy(ReadOnlySpan<byte> bytes)
    {
        byte* pointer = Resize(null, 0, bytes.Length);
        bytes.CopyTo(new Span<byte>(pointer, bytes.Length));
        return new HeapMemory(pointer, bytes.Length);
    }

    /// <summary>Reads until <paramref name="byteCount"/> bytes have come or no more come: check how many did.</summary>
    /// <param name="read">Fills a part of the span and returns how many bytes it wrote, 0 at the end, as streams do.</param>
    /// <param name="byteCount">How many bytes are announced.</param>
    public static HeapMemory Read(SpanReader read, long byteCount)
    {
        long capacity = Math.Min(byteCount, FirstCapacity);
        long arrived = 0;
        byte* pointer = Resize(null, 0, capacity);
        try
        {
            while (arrived < byteCount)
            {
                if (arrived == capacity)
                {
                    long larger = Math.Min(byteCount, 2 * capacity);
                    pointer = Resize(pointer, capacity, larger);
                    capacity = larger;
                }

                int count = read(new Span<byte>(pointer + arrived, (int)Math.Min(capacity - arrived, int.MaxValue)));
                if (count == 0)
                {
                    break;
                }

                arrived += count;
            }
        }
        catch
        {
            NativeMemory.Free(pointer);
            throw;
        }

        return new HeapMemory(pointer, arrived);
    }

    private static byte* Resize(byte* pointer, long from, long to)
    {
        _allocated += to - from;
        return (byte*)NativeMemory.Realloc(pointer, (nuint)to + 1);
    }

    /// <inheritdoc/>
    protected override void Release(byte* pointer)
    {
        GC.RemoveMemoryPressure(ByteCount + 1);
        NativeMemory.Free(pointer);
    }
}

/// <summary>Fills a part of <paramref name="target"/> and returns how many bytes it wrote, 0 at the end.</summary>
internal delegate int SpanReader(Span<byte> target);
