using System.Text;

namespace Ghn.Cli;

/// <summary>Where a command writes: results to one place, progress and complaints to another.</summary>
/// <param name="Output">Results.</param>
/// <param name="Error">Progress, warnings, errors.</param>
/// <param name="ShowsProgress">Whether a person watches <paramref name="Error"/>.</param>
/// <param name="Width">The number of columns that help texts may take.</param>
/// <param name="Interruption">Tells that the user wants the work to stop.</param>
internal sealed record Terminal(TextWriter Output, TextWriter Error, bool ShowsProgress, int Width, CancellationToken Interruption)
{
    private const int DefaultWidth = 100;

    /// <summary>The process's own terminal, or what stands in for it.</summary>
    public static Terminal System(CancellationToken interruption)
    {
        var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), bufferSize: 1 << 16) { NewLine = "\n" };
        var error = new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" };
        bool isWatched = !Console.IsErrorRedirected;
        int width = isWatched && Console.WindowWidth > 0 ? Console.WindowWidth : DefaultWidth;
        return new Terminal(output, error, isWatched, width, interruption);
    }

    /// <summary>Begins a stage of the work: shows it in place of the last, if a person watches.</summary>
    /// <exception cref="OperationCanceledException">The work is to stop.</exception>
    public void Progress(string stage)
    {
        Interruption.ThrowIfCancellationRequested();
        if (ShowsProgress)
        {
            Error.Write($"\r\e[2K{stage} …");
        }
    }

    /// <summary>Takes the last progress away again.</summary>
    public void EndProgress()
    {
        if (ShowsProgress)
        {
            Error.Write("\r\e[2K");
        }
    }

    /// <summary>Says something that the user should know but that does not stop the work.</summary>
    public void Warn(string message)
    {
        EndProgress();
        Error.WriteLine($"ghn: warning: {message}");
    }
}
