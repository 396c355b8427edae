using System.Text;
using Ghn.Cli.Shell;

namespace Ghn.Cli.Progress;

/// <summary>
/// Where a display is drawn, over and over, each time by one writing. An interruption takes away what stands there and lets nothing be
/// drawn any more, so that the last word on the terminal is not the display's.
/// </summary>
/// <param name="terminal">The terminal.</param>
internal sealed class InterruptibleDisplay(TextWriter terminal) : TextWriter
{
    private readonly Lock _gate = new();
    private int _linesAbove;
    private bool _isClosed;

    /// <inheritdoc/>
    public override Encoding Encoding => terminal.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Write($"{value}");

    /// <inheritdoc/>
    public override void Write(string? value)
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                terminal.Write(value);
                int lines = value.AsSpan().Count('\n');
                _linesAbove = lines > 0 ? lines : _linesAbove;
            }
        }
    }

    /// <summary>Takes the display away for good.</summary>
    public void Interrupt()
    {
        lock (_gate)
        {
            terminal.Write(string.Join(Ansi.LineUp, Enumerable.Repeat(Ansi.ClearLine, _linesAbove + 1)) + Ansi.ShowCursor);
            _isClosed = true;
        }
    }
}
