using System.Globalization;
using System.Text;
using Ghn.Tensors.Files;
using Microsoft.Win32.SafeHandles;

namespace Ghn.Training.Runs;

/// <summary>
/// A process's claim to the folder of a run. The system gives the folder free when the process ends, however it ends; until then, nobody
/// else gets it, and is told who has it. Reading the folder's files takes no claim.
/// <code>
/// using RunLock claim = RunLock.Take(directory);
/// </code>
/// </summary>
public sealed class RunLock : IDisposable
{
    /// <summary>The name of the file that is locked. It stays, empty, when the folder is free.</summary>
    public const string FileName = "run.lock";

    private const int MaxOwnerBytes = 512;

    /// <summary>The system's numbers for "somebody else has it locked": of Linux, macOS and Windows.</summary>
    private static readonly int[] Locked = [11, 35, unchecked((int)0x80070020)];

    private readonly SafeFileHandle _handle;

    private RunLock(SafeFileHandle handle) => _handle = handle;

    /// <summary>Claims a folder.</summary>
    /// <exception cref="IOException">Another process has it, which the message names, or nothing can be written there.</exception>
    public static RunLock Take(RunDirectory directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        string path = directory.PathOf(FileName);
        SafeFileHandle? handle = RunFileErrors.Explain(path, () => Open(path));
        if (handle is null)
        {
            throw new IOException(
                $"{directory.Path} is in use by {Owner(path)}. Wait until that has ended, or name another folder: two processes would "
                + "spoil each other's files.");
        }

        string owner = string.Create(
            CultureInfo.InvariantCulture,
            $"process {Environment.ProcessId} on host {Environment.MachineName}, since {DateTime.UtcNow:yyyy-MM-dd HH:mm:ss} UTC\n");
        RandomAccess.SetLength(handle, 0);
        RandomAccess.Write(handle, Encoding.UTF8.GetBytes(owner), 0);
        return new RunLock(handle);
    }

    /// <summary>Gives the folder free.</summary>
    public void Dispose()
    {
        if (!_handle.IsClosed)
        {
            RandomAccess.SetLength(_handle, 0);
            _handle.Dispose();
        }
    }

    /// <summary>The open file, locked; null if somebody else has it.</summary>
    private static SafeFileHandle? Open(string path)
    {
        // Windows keeps others from reading what is not shared, and from writing what is shared for reading only.
        FileShare share = OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None;
        try
        {
            RegularFile.Require(path);
            return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share);
        }
        catch (IOException error) when (Locked.Contains(error.HResult))
        {
            return null;
        }
    }

    /// <summary>Who has written into the file that he holds the folder.</summary>
    private static string Owner(string path)
    {
        using SafeFileHandle file = Folders.OpenAnyway(path) ?? File.OpenHandle(path, share: FileShare.ReadWrite);
        byte[] bytes = new byte[MaxOwnerBytes];
        int count = RandomAccess.Read(file, bytes, 0);
        string owner = string.Concat(Encoding.UTF8.GetString(bytes, 0, count).Where(letter => !char.IsControl(letter)));
        return owner.Length > 0 ? owner : "another process";
    }
}
