namespace Ghn.Training.Runs;

/// <summary>The folder of a run belongs to another request, or to other images: the message says in what they differ.</summary>
public sealed class RunMismatchException : Exception
{
    /// <summary>Says in what they differ, and what to do.</summary>
    public RunMismatchException(string message)
        : base(message)
    {
    }

    /// <summary>Says in what they differ, and what revealed it.</summary>
    public RunMismatchException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Says only that they differ.</summary>
    public RunMismatchException()
    {
    }
}
