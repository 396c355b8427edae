using System.Runtime.InteropServices;

namespace Ghn.Cli;

/// <summary>
/// Ctrl-C and polite requests to end. Work that can be cancelled stops by the token and takes away what it had begun to write;
/// whatever else is under way ends with the process a moment later, or at once when the user insists.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>The time that a training may take to finish a step and to save what it has learnt.</summary>
    public static readonly TimeSpan LongGrace = TimeSpan.FromMinutes(2);

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    public Interruption()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    }

    /// <summary>The time that work may take to stop by itself; commands that save something then extend it.</summary>
    public static TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(1);

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
        if (!_source.IsCancellationRequested)
        {
            _source.Cancel();
            Thread.Sleep(Grace);
        }

        Console.Error.WriteLine("ghn: interrupted.");
        Environment.Exit(ExitCode.Interrupted);
    }
}
