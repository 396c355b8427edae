using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ghn.Tensors.Files;

/// <summary>What .NET does not do with folders and locked files: it opens neither.</summary>
public static partial class Folders
{
    private const int ReadOnly = 0;

    /// <summary>The folder of a file.</summary>
    public static string Of(string path) => Path.GetDirectoryName(Path.GetFullPath(path)) ?? path;

    /// <summary>Has the disk know the names in a folder: a file that was renamed is otherwise safe, but perhaps not to be found.</summary>
    /// <exception cref="IOException">The disk cannot be written.</exception>
    public static void Flush(string folder)
    {
        // Windows writes names by itself, and opens no folders. A folder that may not be read cannot be flushed, but be written to.
        using SafeFileHandle? handle = OpenAnyway(folder);
        if (handle is not null)
        {
            RandomAccess.FlushToDisk(handle);
        }
    }

    /// <summary>Opens a folder, or a file without minding its lock; null where that is not possible.</summary>
    public static SafeFileHandle? OpenAnyway(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        int descriptor = Open(path, ReadOnly);
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
