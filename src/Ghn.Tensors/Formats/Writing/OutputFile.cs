using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Reading;
using Microsoft.Win32.SafeHandles;

namespace Ghn.Tensors.Formats.Writing;

/// <summary>
/// A file that appears whole or not at all, and is on the disk when it does: it is written under a temporary name in the same folder,
/// flushed, and renamed when it is complete. Tensors go from their memory to the operating system without another copy.
/// </summary>
public sealed class OutputFile
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
    public static void Create(string path, Action<OutputFile> write, CancellationToken cancellation = default) =>
        Create(path, write, complete: _ => { }, cancellation);

    /// <summary>As <see cref="Create(string, Action{OutputFile}, CancellationToken)"/>, with a last look at what was written.</summary>
    /// <param name="path">Where.</param>
    /// <param name="write">Writes its content.</param>
    /// <param name="complete">
    /// Given the path of the complete file, which the disk has, before it takes the place of another: the last chance to throw.
    /// </param>
    /// <param name="cancellation">Gives up the writing.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The writing was cancelled.</exception>
    public static void Create(
        string path, Action<OutputFile> write, Action<string> complete, CancellationToken cancellation = default)
    {
        try
        {
            using TemporaryFile temporary = TemporaryFile.Create(path);
            write(new OutputFile(temporary.Handle, cancellation));
            temporary.Flush();
            complete(temporary.Path);
            temporary.Move();
        }
        catch (Exception error) when (error is UnauthorizedAccessException or (IOException and not InvalidFileException))
        {
            throw WriteFailedException.From(path, error);
        }
    }

    /// <summary>As <see cref="Create(string, Action{OutputFile}, CancellationToken)"/>, for writers that know streams only.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void CreateFromStream(string path, Action<Stream> write) => Create(path, file =>
    {
        using var shared = new SafeFileHandle(file._handle.DangerousGetHandle(), ownsHandle: false);
        using var stream = new FileStream(shared, FileAccess.Write);
        write(stream);
    });

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
}
