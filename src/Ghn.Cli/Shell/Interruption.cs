using System.Runtime.InteropServices;
using Ghn.Onnx.Building;

namespace Ghn.Cli.Shell;

/// <summary>
/// Ctrl-C, polite requests to end, and the terminal's end. Work that can be cancelled stops by the token and takes away what it had begun
/// to write; whatever else is under way ends with the process a moment later, or at once when the user insists.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private static readonly PosixSignal[] Signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];

    private readonly CancellationTokenSource _source = new();
    private readonly TextWriter _error;
    private readonly PosixSignalRegistration[] _signals;
    private bool _isAsked;

    /// <summary>Takes the signals from the system.</summary>
    /// <param name="error">Where the end is told.</param>
    public Interruption(TextWriter error)
    {
        _error = error;
        _signals = [.. Signals.Select(signal => PosixSignalRegistration.Create(signal, Stop))];
    }

    /// <summary>The time that work may take to stop by itself; commands that save something then extend it.</summary>
    public ShutdownTimeout Timeout { get; } = new();

    /// <summary>Tells that the user wants the work to stop.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Leaves signals to the system again.</summary>
    public void Dispose()
    {
        Array.ForEach(_signals, signal => signal.Dispose());
        _source.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        if (!Interlocked.Exchange(ref _isAsked, true))
        {
            _source.Cancel();
            Thread.Sleep(Timeout.Value);
        }
        else if (context.Signal == PosixSignal.SIGHUP)
        {
            // The system and the shell both tell that a terminal has ended: nobody insists.
            return;
        }

        _error.WriteLine("ghn: interrupted.");
        Environment.Exit(ExitCode.Interrupted);
    }
}
