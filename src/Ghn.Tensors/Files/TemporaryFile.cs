using Microsoft.Win32.SafeHandles;

namespace Ghn.Tensors.Files;

/// <summary>
/// A file under a temporary name beside the one that it is going to be. It is locked while its writer lives, and its name tells who that
/// is, so that whoever next writes a file of that name can take away what a killed process has left, and nothing else.
/// </summary>
public sealed class TemporaryFile : IDisposable
{
    private static readonly Lock Creation = new();

    private readonly string _target;
    private bool _isMoved;

    private TemporaryFile(string target, string path)
    {
        (_target, Path) = (target, path);
        Handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete);
    }

    /// <summary>Where it is now.</summary>
    public string Path { get; }

    /// <summary>What to write to.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>Makes a file that is going to be <paramref name="target"/>, and removes what dead processes have left of such.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public static TemporaryFile Create(string target)
    {
        // No thread may take a file for a leftover that another has just made and not locked yet.
        lock (Creation)
        {
            TemporaryName.RemoveLeftovers(Folders.Of(target), System.IO.Path.GetFileName(target));
            return new TemporaryFile(target, TemporaryName.Next(target));
        }
    }

    /// <summary>Writes all that the system still holds back to the disk.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Flush() => RandomAccess.FlushToDisk(Handle);

    /// <summary>Gives it the name that it was made for, in place of the file that had it, and has the disk know.</summary>
    /// <exception cref="IOException">It cannot be moved.</exception>
    public void Move()
    {
        File.Move(Path, _target, overwrite: true);
        _isMoved = true;
        Folders.Flush(Folders.Of(_target));
    }

    /// <summary>Closes the file, and removes it unless it was moved.</summary>
    public void Dispose()
    {
        Handle.Dispose();
        if (!_isMoved)
        {
            File.Delete(Path);
        }
    }
}
