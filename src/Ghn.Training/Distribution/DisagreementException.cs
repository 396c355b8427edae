namespace Ghn.Training.Distribution;

/// <summary>Processes that were to do one work together are not about to do the same: the message says in what they differ.</summary>
public sealed class DisagreementException : Exception
{
    /// <summary>Says in what they differ.</summary>
    public DisagreementException(string message)
        : base(message)
    {
    }

    /// <summary>Says in what they differ, and what revealed it.</summary>
    public DisagreementException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Says only that they differ.</summary>
    public DisagreementException()
    {
    }
}
