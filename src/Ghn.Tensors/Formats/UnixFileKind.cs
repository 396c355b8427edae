using System.Runtime.InteropServices;

namespace Ghn.Tensors;

/// <summary>
/// Tells by the system's own records, without opening it, what lies at a path: .NET says of a pipe or a device only that it is no folder.
/// </summary>
internal static unsafe partial class UnixFileKind
{
    /// <summary>What a folder is called.</summary>
    public const string FolderName = "a folder";

    private const int KindMask = 0xF000;
    private const int Pipe = 0x1000;
    private const int CharacterDevice = 0x2000;
    private const int Folder = 0x4000;
    private const int BlockDevice = 0x6000;
    private const int Socket = 0xC000;

    /// <summary>Room for the record of either system, with some to spare.</summary>
    private const int RecordBytes = 512;

    /// <summary>Linux: paths are relative to the working folder, links are followed, only the kind is asked for.</summary>
    private const int WorkingFolder = -100;
    private const uint KindAlone = 1;
    private const int KindInLinuxRecord = 28;

    private const int KindInMacRecord = 4;

    /// <summary>What lies at a path, if it is a pipe, a device, a socket or a folder; null for anything else, and on Windows.</summary>
    public static string? Of(string path) => (Mode(path) & KindMask) switch
    {
        Pipe => "a pipe",
        CharacterDevice or BlockDevice => "a device",
        Socket => "a socket",
        Folder => FolderName,
        _ => null,
    };

    /// <summary>The mode of what lies at a path, links followed; 0 where there is nothing, or the system does not tell.</summary>
    private static int Mode(string path)
    {
        byte* record = stackalloc byte[RecordBytes];
        if (OperatingSystem.IsLinux())
        {
            return LinuxStatus(WorkingFolder, path, 0, KindAlone, record) == 0 ? *(ushort*)(record + KindInLinuxRecord) : 0;
        }

        if (OperatingSystem.IsMacOS())
        {
            int result = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? MacStatus64(path, record) : MacStatus(path, record);
            return result == 0 ? *(ushort*)(record + KindInMacRecord) : 0;
        }

        return 0;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinuxStatus(int folder, string path, int flags, uint mask, byte* record);

    [LibraryImport("libc", EntryPoint = "stat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MacStatus(string path, byte* record);

    [LibraryImport("libc", EntryPoint = "stat$INODE64", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MacStatus64(string path, byte* record);
}
