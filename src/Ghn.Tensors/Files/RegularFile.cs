using Microsoft.Win32.SafeHandles;

namespace Ghn.Tensors.Files;

/// <summary>
/// Opens files to be read: the one place where a reader does. Pipes, sockets, devices and folders are refused by name before they are
/// opened, because to open a pipe is to wait for its writer, and to read some devices never ends.
/// </summary>
public static class RegularFile
{
    /// <summary>Makes sure that what lies at a path, if anything, is a regular file.</summary>
    /// <exception cref="InvalidFileException">It is something else.</exception>
    public static void Require(string path)
    {
        if (OtherKindOf(path) is { } kind)
        {
            throw new InvalidFileException(path, "as a whole", $"this is {kind}, not a file", Remedy(kind));
        }
    }

    /// <summary>
    /// Makes sure that what lies at a path, if anything, can be opened to be written at once: to open a pipe is to wait for its reader.
    /// A device may be what the user wants, such as one that keeps nothing.
    /// </summary>
    /// <exception cref="InvalidFileException">It is a pipe.</exception>
    public static void RequireNoPipe(string path)
    {
        if (OtherKindOf(path) == UnixFileKind.PipeName)
        {
            throw new InvalidFileException(path, "as a whole", "this is a pipe, not a file", "Take it away, or choose another folder.");
        }
    }

    /// <summary>
    /// What lies at a path if it is no regular file, in words: <c>a pipe</c>; null for a regular file, and where there is nothing.
    /// </summary>
    public static string? OtherKindOf(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return OperatingSystem.IsWindows() && Directory.Exists(path) ? UnixFileKind.FolderName : UnixFileKind.Of(path);
    }

    /// <summary>Opens a file as a stream.</summary>
    /// <exception cref="InvalidFileException">It is no regular file.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static FileStream OpenRead(string path) => Open(path, FileShare.Read);

    /// <summary>Opens a file as a stream while another process may be writing it.</summary>
    /// <exception cref="InvalidFileException">It is no regular file.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static FileStream OpenShared(string path) => Open(path, FileShare.ReadWrite);

    /// <summary>Opens a file for reading at any place.</summary>
    /// <exception cref="InvalidFileException">It is no regular file.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static SafeFileHandle OpenHandle(string path)
    {
        Require(path);
        return File.OpenHandle(path, options: FileOptions.RandomAccess);
    }

    /// <summary>The bytes of a file.</summary>
    /// <exception cref="InvalidFileException">It is no regular file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static byte[] ReadAllBytes(string path)
    {
        Require(path);
        return File.ReadAllBytes(path);
    }

    /// <summary>The text of a file in UTF-8.</summary>
    /// <exception cref="InvalidFileException">It is no regular file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string ReadAllText(string path)
    {
        Require(path);
        return File.ReadAllText(path);
    }

    private static FileStream Open(string path, FileShare share)
    {
        Require(path);
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, share);
        if (stream.CanSeek)
        {
            return stream;
        }

        stream.Dispose();
        throw new InvalidFileException(
            path, "as a whole", "this cannot be read at any place, as a file can", Remedy(UnixFileKind.PipeName));
    }

    private static string Remedy(string kind) => kind == UnixFileKind.FolderName
        ? "Name a file in it."
        : "Ghn reads at any place of a file: copy what comes out of it into a file, and name that. (A shell's <(…) is a pipe, too.)";
}
