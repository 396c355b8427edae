using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace Ghn.Tensors.Files;

/// <summary>
/// The name of a temporary file: <c>NAME.HOST.PROCESS.RANDOM.tmp</c>. Where that is too long for a file system, NAME is the beginning of
/// the name and a hash of it. Earlier versions wrote <c>NAME.GUID.tmp</c>, <c>NAME.PROCESS.tmp</c>
/// and <c>NAME.PROCESS.partial</c>, whose leftovers are known, too.
/// </summary>
/// <param name="Target">The name of the file that it is to become, or what stands for it: <see cref="Shortened"/>.</param>
/// <param name="Host">Where its writer runs; null if that is not told.</param>
/// <param name="Process">The number of its writer; null if that is not told.</param>
public sealed record TemporaryName(string Target, string? Host, int? Process)
{
    private const string Ending = ".tmp";
    private const string EarlierEnding = ".partial";
    private const int MaxHostLength = 16;
    private const int RandomLength = 8;
    private const int GuidLength = 32;

    /// <summary>How long the name of a file may be on Linux, macOS and, where characters count, Windows, in bytes.</summary>
    public const int MaxNameBytes = 255;

    /// <summary>What follows the target's name, at most: points, host, process, random digits and ending.</summary>
    private const int MaxTailBytes = 1 + MaxHostLength + 1 + 10 + 1 + RandomLength + 4;

    private const int HashLength = 16;

    /// <summary>How long a file from another host was not written to when it counts as left behind.</summary>
    private static readonly TimeSpan MaxAgeElsewhere = TimeSpan.FromDays(1);

    /// <summary>The same where the number of the writer is that of a living process, be it another one by now.</summary>
    private static readonly TimeSpan MaxAgeHere = TimeSpan.FromHours(1);

    private static readonly string ThisHost = string.Concat(Environment.MachineName.Where(char.IsAsciiLetterOrDigit).Take(MaxHostLength));

    /// <summary>A path beside <paramref name="target"/> that no file has yet.</summary>
    public static string Next(string target)
    {
        string name = Path.GetFileName(target);
        string folder = target[..^name.Length];
        return $"{folder}{Shortened(name)}.{ThisHost}.{Environment.ProcessId}.{Guid.NewGuid().ToString("n")[..RandomLength]}{Ending}";
    }

    /// <summary>What stands for the name of a file in that of its temporary one: the name itself if there is room.</summary>
    public static string Shortened(string name)
    {
        int room = MaxNameBytes - MaxTailBytes;
        if (Encoding.UTF8.GetByteCount(name) <= room)
        {
            return name;
        }

        var beginning = new StringBuilder();
        int bytes = 1 + HashLength;
        foreach (Rune rune in name.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > room)
            {
                break;
            }

            beginning.Append(rune.ToString());
        }

        return $"{beginning}~{XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(name)):x16}";
    }

    /// <summary>What the name of a file tells; null if it is no temporary file's.</summary>
    public static TemporaryName? Parse(string name)
    {
        if (!name.EndsWith(Ending, StringComparison.Ordinal) && !name.EndsWith(EarlierEnding, StringComparison.Ordinal))
        {
            return null;
        }

        return Path.GetFileNameWithoutExtension(name).Split('.') switch
        {
            [.. var target, var host, var process, var random]
                when random.Length == RandomLength && IsHexadecimal(random) && Number(process) is int number =>
                new TemporaryName(string.Join('.', target), host, number),
            [.. var target, var guid] when guid.Length == GuidLength && IsHexadecimal(guid) =>
                new TemporaryName(string.Join('.', target), null, null),
            [.. var target, var process] when Number(process) is int number =>
                new TemporaryName(string.Join('.', target), null, number),
            _ => null,
        };
    }

    /// <summary>Removes temporary files whose writers are dead. What cannot be looked at or removed is let be.</summary>
    /// <param name="folder">Where they are.</param>
    /// <param name="target">What they were to become; any file unless given.</param>
    public static void RemoveLeftovers(string folder, string? target = null)
    {
        string? wanted = target is null ? null : Shortened(target);
        try
        {
            foreach (string path in Directory.EnumerateFiles(folder))
            {
                if (Parse(Path.GetFileName(path)) is { Target.Length: > 0 } name
                    && (wanted is null || Shortened(name.Target) == wanted)
                    && name.IsOfTheDead(DateTime.UtcNow - File.GetLastWriteTimeUtc(path))
                    && !IsLocked(path))
                {
                    File.Delete(path);
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A leftover that stays does no harm, and what is wrong with the folder shows when the file itself is written.
        }
    }

    private static bool IsHexadecimal(string text) => text.All(char.IsAsciiHexDigitLower);

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    /// <summary>
    /// Whether the writer is no more. One of this process's number is another, killed before: in containers the numbers are often the
    /// same after a restart. Where no writer is told, the file's lock decides alone.
    /// </summary>
    private bool IsOfTheDead(TimeSpan age) => (Host ?? ThisHost) != ThisHost
        ? age > MaxAgeElsewhere
        : Process is not int number || number == Environment.ProcessId || age > MaxAgeHere || !IsRunning(number);

    private static bool IsRunning(int number)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(number);
            return !process.HasExited;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>
    /// Whether a process has the file open for writing, which the system knows even of processes that this one cannot see.
    /// </summary>
    private static bool IsLocked(string path)
    {
        try
        {
            RegularFile.Require(path);
            File.OpenHandle(path, share: FileShare.None).Dispose();
            return false;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }
}
