using Microsoft.Win32.SafeHandles;

namespace Ghn.Tensors;

/// <summary>
/// A file that appears whole or not at all: it is written under a temporary name in the same folder and renamed when it is
/// complete. Tensors go from their memory to the operating system without another copy.
/// </summary>
internal sealed class OutputFile : IDisposable
{
    /// <summary>Small enough that a chunk whose checksum was taken is still in the cache when it is written.</summary>
    private const int ChunkBytes = 1 << 20;

    private readonly SafeFileHandle _handle;
    private readonly CancellationToken _cancellation;

    private OutputFile(SafeFileHandle handle, CancellationToken cancellation)
    {
        _handle = handle;
        _cancellation = cancellation;
    }

    /// <summary>Where the next byte goes.</summary>
    public long Position { get; private set; }

    /// <summary>Writes a file, or nothing if <paramref name="write"/> fails or is cancelled.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The writing was cancelled.</exception>
    public static void Create(string path, Action<OutputFile> write, CancellationToken cancellation = default)
    {
        string temporary = $"{path}.{Guid.NewGuid():n}.tmp";
        try
        {
            using (var file = new OutputFile(File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write), cancellation))
            {
                write(file);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Leaves room for <paramref name="byteCount"/> bytes that come later.</summary>
    public void Skip(long byteCount) => Position += byteCount;

    /// <summary>Writes into room that was left.</summary>
    public void WriteAt(long position, ReadOnlySpan<byte> bytes) => RandomAccess.Write(_handle, bytes, position);

    /// <summary>Appends bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        _cancellation.ThrowIfCancellationRequested();
        RandomAccess.Write(_handle, bytes, Position);
        Position += bytes.Length;
    }

    /// <summary>Appends the elements of a tensor.</summary>
    public void Write(Tensor tensor)
    {
        for (long offset = 0; offset < tensor.ByteCount; offset += ChunkBytes)
        {
            Write(tensor.Bytes(offset, ChunkBytes));
        }

        GC.KeepAlive(tensor);
    }

    /// <summary>Appends the elements of a tensor, and continues a checksum over them.</summary>
    public uint Write(Tensor tensor, uint crc)
    {
        for (long offset = 0; offset < tensor.ByteCount; offset += ChunkBytes)
        {
            ReadOnlySpan<byte> chunk = tensor.Bytes(offset, ChunkBytes);
            crc = Crc32.Append(crc, chunk);
            Write(chunk);
        }

        GC.KeepAlive(tensor);
        return crc;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _handle.Dispose();
}
