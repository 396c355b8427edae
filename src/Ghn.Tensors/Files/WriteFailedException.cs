namespace Ghn.Tensors.Files;

/// <summary>A file could not be written: the disk is full, the folder is not the user's. Nothing has changed.</summary>
/// <param name="path">The file, not the temporary one that stood for it.</param>
/// <param name="reason">The system's words, without a path and a full stop.</param>
/// <param name="innerException">What happened.</param>
public sealed class WriteFailedException(string path, string reason, Exception innerException)
    : IOException($"{path} cannot be written: {reason}. Free some space, or write elsewhere.", innerException)
{
    /// <summary>Why.</summary>
    public string Reason { get; } = reason;

    /// <summary>What a failure to write comes to for the user.</summary>
    /// <param name="path">The file.</param>
    /// <param name="error">What the system said, perhaps of a temporary file.</param>
    public static WriteFailedException From(string path, Exception error)
    {
        int quote = error.Message.IndexOf(" : '", StringComparison.Ordinal);
        return new WriteFailedException(path, (quote < 0 ? error.Message : error.Message[..quote]).TrimEnd('.'), error);
    }
}
