using Ghn.Training;

namespace Ghn.Cli;

/// <summary>What to tell of an exception: an exit code and a line. The only place that maps one to the other.</summary>
internal static class Failure
{
    /// <summary>What a process tells the others of by its type's name.</summary>
    private static readonly string[] WrongRequests =
        [nameof(RequestException), nameof(FileNotFoundException), nameof(DirectoryNotFoundException)];

    /// <summary>The exit code and the line for an exception.</summary>
    public static (int Code, string Message) Of(Exception error) => error switch
    {
        AggregateException { InnerException: Exception first } => Of(first),
        OperationCanceledException => (ExitCode.Interrupted, "interrupted."),
        RequestException or FileNotFoundException or DirectoryNotFoundException or DisagreementException => (ExitCode.WrongRequest, error.Message),
        ProcessFailedException { Cause: string cause } when WrongRequests.Contains(cause) => (ExitCode.WrongRequest, error.Message),
        IOException or UnauthorizedAccessException or NotSupportedException => (ExitCode.Failed, error.Message),
        TrainingDivergedException or ProcessFailedException => (ExitCode.Failed, error.Message),
        OutOfMemoryException => (ExitCode.Failed, "there is not enough memory for this. Try a smaller GHN or a smaller network."),
        _ => (ExitCode.Failed, $"internal error, {error.GetType().Name}: {error.Message} Please report it with the command."),
    };
}
