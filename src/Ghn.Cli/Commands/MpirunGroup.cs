using Ghn.Training;

namespace Ghn.Cli;

/// <summary>
/// The processes of a command under mpirun, and how they end. Whether the user presses Ctrl-C or a process is lost, mpirun asks the
/// remaining ones to end and kills them a moment later: that is too short to finish what is under way, but not to save what is done.
/// </summary>
internal sealed class MpirunGroup : IDisposable
{
    private readonly Terminal _terminal;
    private readonly CancellationTokenRegistration _end;
    private Func<string>? _save;

    public MpirunGroup(Terminal terminal)
    {
        _terminal = terminal;
        Processes = Mpirun.Join();
        _end = IsShared ? terminal.Interruption.Register(End) : default;
    }

    /// <summary>The processes.</summary>
    public ICommunicator Processes { get; }

    /// <summary>What lets a single process stop in good order; several are ended at once.</summary>
    public CancellationToken Cancellation => IsShared ? CancellationToken.None : _terminal.Interruption;

    /// <summary>What to tell of the processes: nothing of a single one.</summary>
    public string Words => IsShared ? $", {Processes.Size} processes" : string.Empty;

    private bool IsShared => Processes.Size > 1;

    /// <summary>Does the work of this process, and ends together with the others.</summary>
    public void Run(Action work)
    {
        try
        {
            work();
            Processes.Complete();
        }
        catch (Exception) when (Processes.Rank > 0)
        {
            // The first process explains what went wrong. If this one ended before, mpirun would end that one, too, in mid-sentence.
            Thread.Sleep(Interruption.LongGrace);
            throw;
        }
    }

    /// <summary>Says how to save what is done so far.</summary>
    /// <param name="save">Saves it, from any thread, and says so: <c>the last step is saved</c>.</param>
    public void EndsBy(Func<string> save) => _save = save;

    /// <summary>Leaves interruptions to others again.</summary>
    public void Dispose() => _end.Dispose();

    private void End()
    {
        if (Processes.Rank == 0)
        {
            _terminal.EndProgress();
            _terminal.Error.WriteLine($"ghn: ended by mpirun, because a process was lost or on request{Save()}");
        }

        Environment.Exit(ExitCode.Failed);
    }

    private string Save()
    {
        try
        {
            return _save is null ? "." : $"; {_save()}, and the same command continues from there.";
        }
        catch (Exception error) when (error is IOException or TrainingDivergedException)
        {
            return $". {error.Message}";
        }
    }
}
