using System.Diagnostics;
using Ghn.Fuzz.Readers;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Fuzz.Running;

/// <summary>How a case ended and what it cost.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Error">The exception, if there was one.</param>
/// <param name="Seconds">How long the reader took.</param>
/// <param name="Bytes">The managed and the native memory that it asked for, all in all.</param>
internal readonly record struct CaseResult(CaseOutcome Outcome, Exception? Error, double Seconds, long Bytes)
{
    /// <summary>No case may take longer.</summary>
    public const double MaxSeconds = 5;

    /// <summary>No case may ask for more memory, unless a reader says so itself.</summary>
    public const long MaxBytes = 1L << 30;

    /// <summary>Has a file read.</summary>
    public static CaseResult Of(Reader reader, string path)
    {
        long bytes = AllocatedBytes();
        long start = Stopwatch.GetTimestamp();
        Exception? error = null;
        try
        {
            reader.Read(path);
        }
        catch (Exception thrown)
        {
            error = thrown;
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        bytes = AllocatedBytes() - bytes;
        CaseOutcome outcome = error is not null && !Reader.IsClean(error, Path.GetDirectoryName(path)!) ? CaseOutcome.Unexpected
            : seconds > MaxSeconds ? CaseOutcome.TooSlow
            : bytes > reader.MaxBytes ? CaseOutcome.TooLarge
            : error is not null ? CaseOutcome.CleanError
            : CaseOutcome.Accepted;
        return new CaseResult(outcome, error, seconds, bytes);
    }

    private static long AllocatedBytes() => GC.GetAllocatedBytesForCurrentThread() + NativeAllocations.BytesOfCurrentThread;
}
