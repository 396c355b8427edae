using System.Text;
using Ghn.Tensors.Files;
using Ghn.Training.Distribution;

namespace Ghn.Cli.Shell;

/// <summary>Where a command writes: results to one place, progress and errors to another.</summary>
/// <param name="Output">Results.</param>
/// <param name="Error">Progress, warnings, errors.</param>
/// <param name="ShowsProgress">Whether a person watches <paramref name="Error"/>.</param>
/// <param name="Width">The number of columns that help texts may take.</param>
/// <param name="Interruption">Tells that the user wants the work to stop.</param>
internal sealed record Terminal(TextWriter Output, TextWriter Error, bool ShowsProgress, int Width, CancellationToken Interruption)
{
    private const int DefaultWidth = 100;

    /// <summary>The longest message: names in files may hold megabytes.</summary>
    private const int MaxMessage = 4000;

    /// <summary>The time from line to line under mpirun.</summary>
    private static readonly TimeSpan MpirunLineInterval = TimeSpan.FromSeconds(30);

    /// <summary>Where results for people go, a line at a time: <see cref="Output"/>, but printable.</summary>
    public TextWriter Report { get; } = new ReportWriter(Output);

    /// <summary>
    /// After how much time, each time, long work writes a line to <see cref="Error"/> that says how far it is; null for never. For whoever
    /// watches what cannot be drawn on.
    /// </summary>
    public TimeSpan? LineInterval { get; init; }

    /// <summary>The time that the work may take to stop once it is interrupted.</summary>
    public ShutdownTimeout Shutdown { get; init; } = new();

    /// <summary>The process's own standard error. It takes words from any thread, and never fails: what cannot be said is not.</summary>
    public static TextWriter StandardError() =>
        TextWriter.Synchronized(new StreamWriter(StandardStream.Error(), new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" });

    /// <summary>The process's own terminal, or what stands in for it. Of the processes of an mpirun only the first is heard.</summary>
    /// <param name="error">The process's <see cref="StandardError"/>.</param>
    /// <param name="interruption">What asks the work to stop.</param>
    public static Terminal System(TextWriter error, Interruption interruption)
    {
        if (Mpirun.Rank > 0)
        {
            return new Terminal(TextWriter.Null, TextWriter.Null, ShowsProgress: false, DefaultWidth, interruption.Token)
            {
                Shutdown = interruption.Timeout,
            };
        }

        var output = new StreamWriter(StandardStream.Output(), new UTF8Encoding(false), bufferSize: 1 << 16) { NewLine = "\n" };
        bool isShared = Mpirun.ProcessCount > 1;
        bool isWatched = !isShared && !Console.IsErrorRedirected;
        int width = isWatched && Console.WindowWidth > 0 ? Console.WindowWidth : DefaultWidth;
        return new Terminal(output, error, isWatched, width, interruption.Token)
        {
            LineInterval = isShared ? MpirunLineInterval : null,
            Shutdown = interruption.Timeout,
        };
    }

    /// <summary>Begins a stage of the work: shows it in place of the last, if a person watches.</summary>
    /// <exception cref="OperationCanceledException">The work is to stop.</exception>
    public void Progress(string stage)
    {
        Interruption.ThrowIfCancellationRequested();
        if (ShowsProgress)
        {
            Error.Write($"{Ansi.ClearLine}{PrintableText.Of(stage, Math.Max(1, Width - " …".Length))} …");
        }
    }

    /// <summary>Takes the last progress away again.</summary>
    public void EndProgress()
    {
        if (ShowsProgress)
        {
            Error.Write(Ansi.ClearLine);
        }
    }

    /// <summary>Says something that the user should know but that does not stop the work.</summary>
    public void Warn(string message) => Say($"warning: {message}");

    /// <summary>Says something about the work, in a line.</summary>
    public void Say(string message)
    {
        EndProgress();
        Error.WriteLine($"ghn: {PrintableText.Of(message.ReplaceLineEndings(" "), MaxMessage)}");
    }
}
