using System.Text;
using Ghn.Training;
using Microsoft.Win32.SafeHandles;

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
    private const int OutputDescriptor = 1;
    private const int ErrorDescriptor = 2;

    /// <summary>The time from line to line under mpirun.</summary>
    private static readonly TimeSpan MpirunLineInterval = TimeSpan.FromSeconds(30);

    /// <summary>
    /// After how much time, each time, long work writes a line to <see cref="Error"/> that says how far it is; null for never. For whoever
    /// watches what cannot be drawn on.
    /// </summary>
    public TimeSpan? LineInterval { get; init; }

    /// <summary>The process's own terminal, or what stands in for it. Of the processes of an mpirun only the first is heard.</summary>
    public static Terminal System(CancellationToken interruption)
    {
        if (Mpirun.Rank > 0)
        {
            return new Terminal(TextWriter.Null, TextWriter.Null, ShowsProgress: false, DefaultWidth, interruption);
        }

        var output = new StreamWriter(Open(OutputDescriptor), new UTF8Encoding(false), bufferSize: 1 << 16) { NewLine = "\n" };
        var error = new StreamWriter(Open(ErrorDescriptor), new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" };
        bool isShared = Mpirun.ProcessCount > 1;
        bool isWatched = !isShared && !Console.IsErrorRedirected;
        int width = isWatched && Console.WindowWidth > 0 ? Console.WindowWidth : DefaultWidth;
        return new Terminal(output, error, isWatched, width, interruption) { LineInterval = isShared ? MpirunLineInterval : null };
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

    /// <summary>
    /// Opens a standard stream. What seems to be a terminal under mpirun is not: .NET's console would prepare it by control characters,
    /// which mpirun passes on to wherever the output goes.
    /// </summary>
    private static Stream Open(int descriptor)
    {
        if (Mpirun.ProcessCount > 1)
        {
            return new FileStream(new SafeFileHandle(descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        }

        return descriptor == OutputDescriptor ? Console.OpenStandardOutput() : Console.OpenStandardError();
    }
}
