namespace Ghn.Cli.Progress;

/// <summary>How fast work goes and what is left of it.</summary>
/// <param name="First">How much was done before the clock started, when the work continues an earlier run.</param>
/// <param name="Done">How much is done by now, including <paramref name="First"/>.</param>
/// <param name="Total">How much there is to do.</param>
/// <param name="Elapsed">The time since the clock started.</param>
internal sealed record RateEstimator(long First, long Done, long Total, TimeSpan Elapsed)
{
    /// <summary>How much is done in a second, on average since the clock started.</summary>
    public double Rate => Elapsed > TimeSpan.Zero ? (Done - First) / Elapsed.TotalSeconds : 0;

    /// <summary>The time that the rest takes at this rate; null while nothing is known of it.</summary>
    public TimeSpan? Remaining => Rate > 0 ? TimeSpan.FromSeconds((Total - Done) / Rate) : null;

    /// <summary>The rate in words: <c>640/10000 images, 128/s, 1:13 left</c>.</summary>
    public string Describe(string unit) => Remaining is TimeSpan remaining
        ? $"{Done}/{Total} {unit}, {RateText}/s, {TimeText(remaining)} left"
        : $"{Done}/{Total} {unit}";

    private string RateText => Rate switch
    {
        >= 10 => $"{Rate:0}",
        >= 1 => $"{Rate:0.0}",
        _ => $"{Rate:0.000}",
    };

    private static string TimeText(TimeSpan time) => time.TotalHours >= 1
        ? $"{(long)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}"
        : $"{time.Minutes}:{time.Seconds:00}";
}
