using System.IO.MemoryMappedFiles;

namespace Ghn.Tensors;

/// <summary>A whole file mapped read-only: its bytes are paged in when they are touched, and never copied.</summary>
public sealed unsafe class MappedMemory : TensorMemory
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    private MappedMemory(MemoryMappedFile file, MemoryMappedViewAccessor view, byte* pointer, long byteCount)
        : base(pointer, byteCount)
    {
        _file = file;
        _view = view;
    }

    /// <summary>Maps the file at <paramref name="path"/>.</summary>
    /// <exception cref="InvalidFileException">The file is empty, or no regular file.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static MappedMemory Open(string path)
    {
        RegularFile.Require(path);
        long byteCount = new FileInfo(path).Length;
        if (byteCount == 0)
        {
            throw new InvalidFileException(path, "byte 0", "the file is empty");
        }

        var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        MemoryMappedViewAccessor view = file.CreateViewAccessor(0, byteCount, MemoryMappedFileAccess.Read);
        byte* pointer = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        return new MappedMemory(file, view, pointer, byteCount);
    }

    /// <inheritdoc/>
    protected override void Release(byte* pointer)
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
