namespace Ghn.Cli.Output;

/// <summary>Numbers as people read them.</summary>
internal static class Quantity
{
    /// <summary>Millions, with three decimals: <c>25.557 M</c>; none at all is <c>0</c>.</summary>
    public static string Millions(long count) => count == 0 ? "0" : $"{count / 1e6:0.000} M";

    /// <summary>A share of a whole: <c>8.2 %</c>.</summary>
    public static string Share(long part, long whole) => whole == 0 ? "" : $"{100.0 * part / whole:0.0} %";

    /// <summary>A share from 0 to 1: <c>93.07 %</c>.</summary>
    public static string Percent(double share) => $"{100 * share:0.00} %";

    /// <summary>A time: <c>12 ms</c>, <c>3.42 s</c>.</summary>
    public static string Time(TimeSpan time) => time.TotalSeconds < 1 ? $"{time.TotalMilliseconds:0} ms" : $"{time.TotalSeconds:0.00} s";

    /// <summary>A file's size: <c>97.8 MB</c>, with decimal prefixes.</summary>
    public static string Bytes(long count) => count switch
    {
        < 1_000 => $"{count} B",
        < 1_000_000 => $"{count / 1e3:0.0} kB",
        < 1_000_000_000 => $"{count / 1e6:0.0} MB",
        _ => $"{count / 1e9:0.00} GB",
    };
}
