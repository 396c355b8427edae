using Ghn.Cli.Shell;
using Ghn.Tensors.Files;
using Ghn.Training.Distribution;
using Ghn.Training.Runs;

namespace Ghn.Cli.Distribution;

/// <summary>
/// The processes of a command under mpirun, and how they end. Whether the user presses Ctrl-C or a process is lost, mpirun asks the
/// remaining ones to end and kills them a moment later: that is too short to finish what is under way, but not to save what is done.
/// </summary>
internal sealed class MpirunGroup : IDisposable
{
    /// <summary>The time that the first process may take to explain what went wrong.</summary>
    private static readonly TimeSpan Explanation = TimeSpan.FromSeconds(4);

    /// <summary>
    /// The time in which a failure of all processes, told by the first, becomes known in the others: less than mpirun's patience.
    /// </summary>
    private static readonly TimeSpan Notice = TimeSpan.FromMilliseconds(500);

    private readonly Terminal _terminal;
    private readonly CancellationTokenRegistration _end;
    private readonly TaskCompletionSource<int> _failure = new();
    private Func<string>? _save;

    public MpirunGroup(Terminal terminal)
    {
        _terminal = terminal;
        _end = IsShared ? terminal.Interruption.Register(End) : default;
    }

    /// <summary>Whether there are several processes.</summary>
    public static bool IsShared => Mpirun.ProcessCount > 1;

    /// <summary>The processes, from the beginning of <see cref="Run"/> on.</summary>
    public ICommunicator Processes { get; private set; } = SingleProcess.Instance;

    /// <summary>What lets a single process stop in good order; several are ended at once.</summary>
    public CancellationToken Cancellation => IsShared ? CancellationToken.None : _terminal.Interruption;

    /// <summary>The processes in words: nothing of a single one.</summary>
    public string Description => IsShared ? $", {Processes.Size} processes" : string.Empty;

    /// <summary>Joins the other processes, does the work of this one, and ends together with them.</summary>
    /// <param name="arguments">The command line that it comes of.</param>
    /// <param name="work">The work, which comes to an exit code.</param>
    public int Run(IReadOnlyList<string> arguments, Func<int> work)
    {
        try
        {
            Processes = Mpirun.Join();
            int code = work();
            Processes.Complete();
            return code;
        }
        catch (Exception error)
        {
            (int code, string message) = Failure.Of(error, arguments);
            _failure.SetResult(code);
            if (Mpirun.Rank > 0)
            {
                LeaveTheWordToTheFirst(message);
            }

            throw;
        }
    }

    /// <summary>Says how to save what is done so far.</summary>
    /// <param name="save">Saves it, from any thread, and says so: <c>the last step is saved</c>.</param>
    public void SaveOnShutdown(Func<string> save) => _save = save;

    /// <summary>Leaves interruptions to others again.</summary>
    public void Dispose() => _end.Dispose();

    /// <summary>
    /// The first process explains what went wrong, and saves what there is. If this one ended before, mpirun would end that one, too, in
    /// mid-sentence. If the first knows of nothing, it waits for this one, and the word is this one's.
    /// </summary>
    private void LeaveTheWordToTheFirst(string message)
    {
        TimeSpan timeout = _terminal.Shutdown.Value;
        Thread.Sleep(timeout > Explanation ? timeout : Explanation);
        using TextWriter error = Terminal.StandardError();
        error.WriteLine($"ghn: process {Mpirun.Rank} on {Environment.MachineName}: {PrintableText.Of(message)}");
    }

    /// <summary>What mpirun's request to end comes to: a process that has failed already stays with that.</summary>
    private void End()
    {
        if (Mpirun.Rank > 0)
        {
            // The first process may have told of a failure and ended before this one has got round to noticing.
            Environment.Exit(_failure.Task.Wait(Notice) ? _failure.Task.Result : ExitCode.Failed);
        }
        else if (!_failure.Task.IsCompleted)
        {
            _terminal.Say($"ended by mpirun, because a process was lost or on request{Save()}");
            Environment.Exit(ExitCode.Failed);
        }
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
