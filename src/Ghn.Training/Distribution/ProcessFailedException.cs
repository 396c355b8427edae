namespace Ghn.Training.Distribution;

/// <summary>Another process of the group has failed or is gone: the work cannot go on without it.</summary>
public sealed class ProcessFailedException : Exception
{
    /// <summary>Says which process, and why.</summary>
    public ProcessFailedException(string message)
        : base(message)
    {
    }

    /// <summary>Says which process, why, and by what kind of exception it failed.</summary>
    public ProcessFailedException(string message, string cause)
        : base(message) => Cause = cause;

    /// <summary>Says which process and why, and what revealed it.</summary>
    public ProcessFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Says only that there is one.</summary>
    public ProcessFailedException()
    {
    }

    /// <summary>
    /// The type of the exception that it failed by, such as <c>FileNotFoundException</c>; null if it was lost without a word.
    /// </summary>
    public string? Cause { get; }
}
