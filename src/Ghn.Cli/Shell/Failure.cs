using Ghn.Tensors;
using Ghn.Training.Distribution;
using Ghn.Training.Runs;

namespace Ghn.Cli.Shell;

/// <summary>What to tell of an exception: an exit code and a line. The only place that maps one to the other.</summary>
internal static class Failure
{
    /// <summary>What a process tells the others of by its type's name.</summary>
    private static readonly string[] WrongRequests =
    [
        nameof(RequestException), nameof(InvalidRequestException), nameof(RunMismatchException), nameof(FileNotFoundException),
        nameof(DirectoryNotFoundException),
    ];

    /// <summary>
    /// The exit code and the line for an exception. An error that nothing expects is one of Ghn itself, and is noted down.
    /// </summary>
    /// <param name="error">The exception.</param>
    /// <param name="arguments">The command line that it came of.</param>
    public static (int Code, string Message) Of(Exception error, IReadOnlyList<string> arguments) => error switch
    {
        AggregateException { InnerException: Exception first } => Of(first, arguments),
        OperationCanceledException => (ExitCode.Interrupted, "interrupted."),
        RequestException or InvalidRequestException or RunMismatchException or DisagreementException => (
            ExitCode.WrongRequest, error.Message),
        FileNotFoundException or DirectoryNotFoundException => (ExitCode.WrongRequest, error.Message),
        ProcessFailedException { Cause: string cause } when WrongRequests.Contains(cause) => (ExitCode.WrongRequest, error.Message),
        IOException or UnauthorizedAccessException or NotSupportedException => (ExitCode.Failed, error.Message),
        TrainingDivergedException or ProcessFailedException => (ExitCode.Failed, error.Message),
        OutOfMemoryException => (ExitCode.Failed, "there is not enough memory for this. Try a smaller GHN or a smaller network."),
        _ => (ExitCode.Failed, Internal(error, InternalErrorLog.Write(error, arguments))),
    };

    private static string Internal(Exception error, string? log) =>
        $"internal error, please report: {error.GetType().Name}: {error.Message} "
        + (log is null ? "Say the command, too." : $"Everything that is known of it is in {log}; look through it before you send it.");
}
