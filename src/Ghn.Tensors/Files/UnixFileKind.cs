using System.Runtime.InteropServices;

namespace Ghn.Tensors.Files;

/// <summary>
/// Tells by the system's own records, without opening it, what lies at a path: .NET says of a pipe or a device only that it is no folder.
/// </summary>
internal static unsafe partial class UnixFileKind
{
    /// <summary>What a folder is called.</summary>
    public const string FolderName = "a folder";

    /// <summary>What a pipe is called.</summary>
    public const string PipeName = "a pipe";

    private const int KindMask = 0xF000;
    private const int Pipe = 0x1000;
    private const int CharacterDevice = 0x2000;
    private const int Folder = 0x4000;
    private const int BlockDevice = 0x6000;
    private const int Socket = 0xC000;

    /// <summary>Room for the record of either system, with some to spare.</summary>
    private const int RecordBytes = 512;

    /// <summary>Linux: paths are relative to the working folder, links are followed, only kind and number are asked for.</summary>
    private const int WorkingFolder = -100;
    private const uint KindAndNumber = 0x101;
    private const int KindInLinuxRecord = 28;
    private const int NumberInLinuxRecord = 32;
    private const int DeviceInLinuxRecord = 136;

    private const int KindInMacRecord = 4;
    private const int NumberInMacRecord = 8;

    /// <summary>What lies at a path, if it is a pipe, a device, a socket or a folder; null for anything else, and on Windows.</summary>
    public static string? Of(string path) => (Mode(path) & KindMask) switch
    {
        Pipe => PipeName,
        CharacterDevice or BlockDevice => "a device",
        Socket => "a socket",
        Folder => FolderName,
        _ => null,
    };

    /// <summary>
    /// What the system knows a file by, whatever path or link leads to it: a device and a number. Null where it does not tell.
    /// </summary>
    public static (ulong Device, ulong Number)? IdentityOf(string path)
    {
        byte* record = stackalloc byte[RecordBytes];
        return !TryAsk(path, record) ? null
            : OperatingSystem.IsLinux() ? (*(ulong*)(record + DeviceInLinuxRecord), *(ulong*)(record + NumberInLinuxRecord))
            : (*(uint*)record, *(ulong*)(record + NumberInMacRecord));
    }

    /// <summary>The mode of what lies at a path, links followed; 0 where there is nothing, or the system does not tell.</summary>
    private static int Mode(string path)
    {
        byte* record = stackalloc byte[RecordBytes];
        return TryAsk(path, record) ? *(ushort*)(record + (OperatingSystem.IsLinux() ? KindInLinuxRecord : KindInMacRecord)) : 0;
    }

    private static bool TryAsk(string path, byte* record)
    {
        if (OperatingSystem.IsLinux())
        {
            return LinuxStatus(WorkingFolder, path, 0, KindAndNumber, record) == 0;
        }

        return OperatingSystem.IsMacOS()
            && (RuntimeInformation.ProcessArchitecture == Architecture.X64 ? MacStatus64(path, record) : MacStatus(path, record)) == 0;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinuxStatus(int folder, string path, int flags, uint mask, byte* record);

    [LibraryImport("libc", EntryPoint = "stat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MacStatus(string path, byte* record);

    [LibraryImport("libc", EntryPoint = "stat$INODE64", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MacStatus64(string path, byte* record);
}
