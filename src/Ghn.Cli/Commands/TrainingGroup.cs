using Ghn.Training;

namespace Ghn.Cli;

/// <summary>
/// The processes of <c>ghn train</c> under mpirun, and how they end. Whether the user presses Ctrl-C or a process is lost, mpirun asks
/// the remaining ones to end and kills them a moment later: that is too short to finish a step, but not to save the last one.
/// </summary>
internal sealed class TrainingGroup : IDisposable
{
    private readonly Terminal _terminal;
    private readonly CancellationTokenRegistration _end;
    private Action? _save;

    public TrainingGroup(Terminal terminal)
    {
        _terminal = terminal;
        Processes = Mpirun.Join();
        _end = IsShared ? terminal.Interruption.Register(End) : default;
    }

    /// <summary>The processes.</summary>
    public ICommunicator Processes { get; }

    /// <summary>What stops a training before its next step; several processes would not stop at the same one, and are ended at once.</summary>
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

    /// <summary>Complains when a step has fewer networks than there are processes.</summary>
    /// <exception cref="RequestException">It has.</exception>
    public void RequireShareOf(int metaBatch)
    {
        if (metaBatch < Processes.Size)
        {
            throw new RequestException(
                $"--meta-batch {metaBatch} does not give each of {Processes.Size} processes a network. Raise it, or start fewer processes.");
        }
    }

    /// <summary>Says how to save what is done so far.</summary>
    /// <param name="save">Saves it, from any thread.</param>
    public void EndsBy(Action save) => _save = save;

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
            _save?.Invoke();
            return _save is null ? "." : "; the last step is saved, and the same command continues from there.";
        }
        catch (IOException error)
        {
            return $". {error.Message}";
        }
    }
}
