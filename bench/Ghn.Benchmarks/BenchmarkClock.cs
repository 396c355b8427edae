using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Ghn.Benchmarks;

/// <summary>The clock of a measurement: for one thread the time it had the processor, which other programs do not disturb much.</summary>
internal static unsafe partial class BenchmarkClock
{
    private const int ThreadProcessorTime = 3;

    /// <summary>The time in seconds for work of so many threads, of which the calling one is the first.</summary>
    public static double Seconds(int threads)
    {
        long* time = stackalloc long[2];
        return threads == 1 && GetTime(ThreadProcessorTime, time) == 0
            ? time[0] + (1e-9 * time[1])
            : Stopwatch.GetElapsedTime(0).TotalSeconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, long* time);
}
