using Ghn.Tensors.Files;
using Ghn.Tensors.Threading;
using Microsoft.Win32.SafeHandles;

namespace Ghn.Tensors.Memory;

/// <summary>
/// Brings a file into memory. One of up to <see cref="MaxBytesRead"/> is read at once, and nothing that happens to the file
/// afterwards matters. A larger one is mapped, so that it costs no memory twice, and what depends on its bytes makes sure before
/// and after that it has not changed (<see cref="TensorMemory.RequireUnchanged"/>).
/// </summary>
public static unsafe class FileMemory
{
    /// <summary>Up to this size reading costs no more than the faults of a mapping's pages do.</summary>
    public const long MaxBytesRead = 64L << 20;

    private const int ChunkBytes = 4 << 20;

    /// <summary>Opens the file at <paramref name="path"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isWritable">Whether the elements may be written to; see <see cref="MappedMemory.Open"/>.</param>
    /// <exception cref="InvalidFileException">The file is empty, or no regular file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TensorMemory Open(string path, bool isWritable = true)
    {
        RegularFile.Require(path);
        long byteCount = new FileInfo(path).Length;
        return byteCount == 0 ? throw new InvalidFileException(path, "byte 0", "the file is empty")
            : byteCount <= MaxBytesRead ? Read(path)
            : MappedMemory.Open(path, isWritable);
    }

    private static PooledMemory Read(string path)
    {
        using SafeFileHandle handle = File.OpenHandle(path);
        long byteCount = RandomAccess.GetLength(handle);
        PooledMemory memory = PooledMemory.Rent(byteCount);
        try
        {
            byte* start = memory.Pointer;
            int chunks = checked((int)((byteCount + ChunkBytes - 1) / ChunkBytes));
            WorkerPool.For(chunks, chunk =>
            {
                long offset = (long)chunk * ChunkBytes;
                ReadAll(path, handle, new Span<byte>(start + offset, (int)Math.Min(ChunkBytes, byteCount - offset)), offset);
            });
            return memory;
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    private static void ReadAll(string path, SafeFileHandle handle, Span<byte> target, long offset)
    {
        while (target.Length > 0)
        {
            int count = RandomAccess.Read(handle, target, offset);
            if (count == 0)
            {
                throw new IOException($"{path}: the file was cut short while it was read. Load it again, from a file that stays as it is.");
            }

            target = target[count..];
            offset += count;
        }
    }
}
