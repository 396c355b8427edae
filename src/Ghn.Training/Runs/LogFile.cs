using Ghn.Tensors.Files;
using Microsoft.Win32.SafeHandles;

namespace Ghn.Training.Runs;

/// <summary>
/// A file that only grows. Each piece reaches the operating system at once, so that whoever watches the file sees it; a run that
/// continues from a checkpoint drops what was written after that.
/// </summary>
internal sealed class LogFile : IDisposable
{
    private readonly string _path;
    private readonly SafeFileHandle _handle;

    /// <summary>Opens a file, or makes it.</summary>
    /// <param name="path">Where.</param>
    /// <param name="length">How many of its bytes to keep.</param>
    /// <exception cref="IOException">The file cannot be written, or is shorter.</exception>
    public LogFile(string path, long length)
    {
        RegularFile.RequireNoPipe(path);
        _path = path;
        _handle = RunFileErrors.Explain(path, () => File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read));
        try
        {
            RunFileErrors.Explain(path, () => Truncate(length));
        }
        catch
        {
            _handle.Dispose();
            throw;
        }
    }

    /// <summary>The number of bytes so far.</summary>
    public long Length { get; private set; }

    /// <summary>Writes a piece.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Append(ReadOnlySpan<byte> piece)
    {
        byte[] bytes = piece.ToArray();
        RunFileErrors.Explain(_path, () => RandomAccess.Write(_handle, bytes, Length));
        Length += bytes.Length;
    }

    /// <summary>Has the disk know all pieces.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Flush() => RunFileErrors.Explain(_path, () => RandomAccess.FlushToDisk(_handle));

    /// <summary>Closes the file.</summary>
    public void Dispose() => _handle.Dispose();

    private void Truncate(long length)
    {
        long existing = RandomAccess.GetLength(_handle);
        if (existing < length)
        {
            throw new IOException($"it has {existing} bytes, but the checkpoint beside it was saved when it had {length}");
        }

        if (existing > length)
        {
            RandomAccess.SetLength(_handle, length);
        }

        Length = length;
    }
}
