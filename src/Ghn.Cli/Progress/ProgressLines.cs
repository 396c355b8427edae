using System.Diagnostics;

namespace Ghn.Cli.Progress;

/// <summary>Says now and then, in a line, how far long work is: for a person who watches, but whose terminal is out of reach.</summary>
/// <param name="output">Where the lines go.</param>
/// <param name="title">What is being done.</param>
/// <param name="total">How much there is to do.</param>
/// <param name="unit">What is counted: <c>images</c>.</param>
/// <param name="first">How much of it an earlier run has done.</param>
/// <param name="interval">The time from line to line, and before the first.</param>
internal sealed class ProgressLines(
    TextWriter output, string title, long total, string unit, long first, TimeSpan interval) : IProgressTracker
{
    private readonly Lock _gate = new();
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _lastLine = Stopwatch.GetTimestamp();
    private long _advance;
    private string _words = string.Empty;

    /// <inheritdoc/>
    public void Advance(long amount = 1)
    {
        lock (_gate)
        {
            _advance += amount;
            if (Stopwatch.GetElapsedTime(_lastLine) >= interval)
            {
                string pace = new RateEstimator(first, first + _advance, total, Stopwatch.GetElapsedTime(_start)).Describe(unit);
                output.WriteLine($"{title}: {pace}{_words}");
                _lastLine = Stopwatch.GetTimestamp();
            }
        }
    }

    /// <inheritdoc/>
    public void Show(string text)
    {
        lock (_gate)
        {
            _words = $", {text}";
        }
    }
}
