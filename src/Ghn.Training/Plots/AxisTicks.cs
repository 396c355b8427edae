namespace Ghn.Training.Plots;

/// <summary>Round numbers along an axis.</summary>
/// <param name="First">The first one.</param>
/// <param name="Step">From one to the next: 1, 2 or 5 times a power of ten.</param>
/// <param name="Count">How many there are, at least two.</param>
public readonly record struct AxisTicks(double First, double Step, int Count)
{
    private const double Rounding = 1e-9;

    /// <summary>The last one.</summary>
    public double Last => At(Count - 1);

    /// <summary>Ticks that enclose a range.</summary>
    /// <param name="low">Where it begins.</param>
    /// <param name="high">Where it ends.</param>
    /// <param name="about">About how many spaces between ticks there are to be.</param>
    /// <param name="leastStep">The least distance of two ticks.</param>
    public static AxisTicks Around(double low, double high, int about, double leastStep)
    {
        double wanted = Math.Max((high - low) / about, leastStep);
        double power = Math.Pow(10, Math.Floor(Math.Log10(wanted) + Rounding));
        double step = new[] { 1.0, 2, 5, 10 }.Select(factor => factor * power).First(candidate => candidate >= wanted * (1 - Rounding));
        double first = Math.Floor((low / step) + Rounding);
        double last = Math.Max(Math.Ceiling((high / step) - Rounding), first + 1);
        return new AxisTicks(first * step, step, (int)(last - first) + 1);
    }

    /// <summary>A tick by its index.</summary>
    public double At(int index) => First + (index * Step);
}
