using System.IO.MemoryMappedFiles;
using Ghn.Tensors.Files;
using Microsoft.Win32.SafeHandles;

namespace Ghn.Tensors.Memory;

/// <summary>
/// A whole file mapped into memory: its bytes are paged in when they are touched, and never copied. Unless it is mapped
/// to be read only, tensors in it can be written to; the changes are this process's own and do not reach the file.
/// </summary>
public sealed unsafe class MappedMemory : TensorMemory
{
    private readonly string _path;
    private readonly SafeFileHandle _handle;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly DateTime _lastWrite;

    private MappedMemory(
        string path, SafeFileHandle handle, MemoryMappedFile file, MemoryMappedViewAccessor view, byte* pointer, long byteCount)
        : base(pointer, byteCount)
    {
        _path = path;
        _handle = handle;
        _file = file;
        _view = view;
        _lastWrite = File.GetLastWriteTimeUtc(handle);
    }

    /// <summary>Maps the file at <paramref name="path"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isWritable">
    /// Whether the elements may be written to, for which the system sets memory aside: a file that is larger cannot be mapped so.
    /// </param>
    /// <exception cref="InvalidFileException">The file is empty, or no regular file.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static MappedMemory Open(string path, bool isWritable = true)
    {
        MemoryMappedFileAccess access = isWritable ? MemoryMappedFileAccess.CopyOnWrite : MemoryMappedFileAccess.Read;
        RegularFile.Require(path);
        SafeFileHandle handle = File.OpenHandle(path);
        MemoryMappedFile? file = null;
        MemoryMappedViewAccessor? view = null;
        try
        {
            long byteCount = RandomAccess.GetLength(handle);
            if (byteCount == 0)
            {
                throw new InvalidFileException(path, "byte 0", "the file is empty");
            }

            file = MemoryMappedFile.CreateFromFile(handle, null, 0, access, HandleInheritability.None, leaveOpen: true);
            view = file.CreateViewAccessor(0, byteCount, access);
            byte* pointer = null;
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
            return new MappedMemory(path, handle, file, view, pointer, byteCount);
        }
        catch
        {
            view?.Dispose();
            file?.Dispose();
            handle.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Pages of a mapped file that is cut short end the process when they are touched, the rest of its last page reads as zeros, and
    /// overwritten bytes are seen at once: none of it can be caught where it happens.
    /// </remarks>
    internal override void RequireUnchanged()
    {
        RequireUnreleased();
        long byteCount = RandomAccess.GetLength(_handle);
        if (byteCount != ByteCount)
        {
            throw new IOException(
                $"{_path}: the file had {ByteCount} bytes when it was opened and has {byteCount} now. Load it again, from a file that "
                    + "stays as it is.");
        }

        if (File.GetLastWriteTimeUtc(_handle) != _lastWrite)
        {
            throw new IOException(
                $"{_path}: the file has been written to since it was opened. Load it again, from a file that stays as it is.");
        }
    }

    /// <inheritdoc/>
    protected override void Release(byte* pointer)
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
        _handle.Dispose();
    }
}
