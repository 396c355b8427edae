using System.Runtime.InteropServices;

namespace Ghn.Cli;

/// <summary>
/// Ctrl-C and polite requests to end. Work that can be cancelled stops by the token and takes away what it had begun to write;
/// whatever else is under way ends with the process a moment later.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    public Interruption()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    }

    /// <summary>Tells that the user wants the work to stop.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Leaves signals to the system again.</summary>
    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _source.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        _source.Cancel();
        Thread.Sleep(Grace);
        Console.Error.WriteLine("ghn: interrupted.");
        Environment.Exit(ExitCode.Interrupted);
    }
}
