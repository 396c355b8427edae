namespace Ghn.Training;

/// <summary>Another process of the group has failed or is gone: the work cannot go on without it.</summary>
public sealed class ProcessFailedException : Exception
{
    /// <summary>Says which process, and why.</summary>
    public ProcessFailedException(string message)
        : base(message)
    {
    }

    /// <summary>Says which process and why, and what revealed it.</summary>
    public ProcessFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Says only that there is one.</summary>
    public ProcessFailedException()
    {
    }
}
