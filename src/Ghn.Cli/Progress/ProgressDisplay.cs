using Ghn.Cli.Shell;
using Ghn.Tensors.Files;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Ghn.Cli.Progress;

/// <summary>A line at the bottom of the terminal that shows how far long work is; it goes when the work ends, however it ends.</summary>
internal static class ProgressDisplay
{
    private const int BarWidth = 24;

    /// <summary>Does long work, and shows how far it is if a person watches.</summary>
    /// <param name="terminal">The terminal; its line is the display's until the work is done.</param>
    /// <param name="title">What is being done.</param>
    /// <param name="total">How much there is to do.</param>
    /// <param name="unit">What is counted: <c>images</c>.</param>
    /// <param name="work">
    /// The work, which tells how it advances. It watches the terminal's interruption itself, so that it can end in good order.
    /// </param>
    /// <param name="first">How much of it an earlier run has done.</param>
    /// <exception cref="OperationCanceledException">The user wants the work to stop.</exception>
    public static void Track(
        this Terminal terminal, string title, long total, string unit, Action<IProgressTracker> work, long first = 0)
    {
        terminal.Interruption.ThrowIfCancellationRequested();
        title = PrintableText.OfName(title);
        if (!terminal.ShowsProgress)
        {
            work(terminal.LineInterval is TimeSpan interval
                ? new ProgressLines(terminal.Error, title, total, unit, first, interval)
                : new Unwatched());
            return;
        }

        terminal.EndProgress();
        using var display = new InterruptibleDisplay(terminal.Error);
        using CancellationTokenRegistration interruption = terminal.Interruption.Register(display.Interrupt);
        var column = new PaceColumn(unit, first);
        ConsoleOn(display, terminal.Width).Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = BarWidth }, column)
            .Start(context =>
            {
                ProgressTask task = context.AddTask(Markup.Escape(title), maxValue: total);
                task.Value = first;
                work(new Watched(task, column));
            });
    }

    private static IAnsiConsole ConsoleOn(TextWriter display, int width)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(display),
        });
        console.Profile.Width = width;
        return console;
    }

    private sealed class Unwatched : IProgressTracker
    {
        public void Advance(long amount = 1)
        {
        }

        public void Show(string text)
        {
        }
    }

    private sealed class Watched(ProgressTask task, PaceColumn column) : IProgressTracker
    {
        public void Advance(long amount = 1) => task.Increment(amount);

        public void Show(string text) => column.Words = text;
    }

    /// <summary>The pace, and the words that the work shows beside it.</summary>
    private sealed class PaceColumn(string unit, long first) : ProgressColumn
    {
        private volatile string _words = string.Empty;

        public string Words
        {
            set => _words = value;
        }

        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
        {
            var pace = new RateEstimator(first, (long)task.Value, (long)task.MaxValue, task.ElapsedTime ?? TimeSpan.Zero);
            string words = _words.Length > 0 ? $", {_words}" : string.Empty;
            return new Text(pace.Describe(unit) + words).Ellipsis();
        }
    }
}
