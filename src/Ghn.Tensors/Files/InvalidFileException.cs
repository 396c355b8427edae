namespace Ghn.Tensors.Files;

/// <summary>
/// A file is not what it should be: damaged, incomplete, hostile, or of a kind that is not supported. The message is a printable line
/// (<see cref="PrintableText"/>), whatever the names in the file.
/// </summary>
public sealed class InvalidFileException : IOException
{
    private const string FetchAgain = "The file is probably damaged: fetch or write it again.";
    private const int MaxPart = 400;
    private const int MaxMessage = 4 * MaxPart;

    /// <summary>Says what is wrong, and what to do.</summary>
    /// <param name="file">The name of the file.</param>
    /// <param name="place">Where in the file: <c>byte 17</c>, <c>entry data/3</c>, <c>tensor fc.weight</c>.</param>
    /// <param name="problem">What is wrong there, as a sentence without its full stop.</param>
    /// <param name="remedy">What to do, as a whole sentence; to fetch the file again unless given.</param>
    public InvalidFileException(string file, string place, string problem, string? remedy = null)
        : base($"{PrintableText.Of(file, MaxMessage)}, {Printable(place)}: {Printable(problem)}. "
            + $"{Printable(remedy ?? FetchAgain)}") => Problem = Printable(problem);

    /// <summary>Says what another reader found wrong: JSON, compressed data.</summary>
    /// <param name="file">The name of the file.</param>
    /// <param name="place">Where in the file.</param>
    /// <param name="innerException">What was found, with a message that is a whole sentence.</param>
    public InvalidFileException(string file, string place, Exception innerException)
        : base($"{PrintableText.Of(file, MaxMessage)}, {Printable(place)}: {Printable(innerException?.Message ?? string.Empty)} "
            + $"{FetchAgain}", innerException)
    {
    }

    /// <summary>Says what is wrong.</summary>
    public InvalidFileException(string message)
        : base(PrintableText.Of(message, MaxMessage))
    {
    }

    /// <summary>Says what is wrong, and what revealed it.</summary>
    public InvalidFileException(string message, Exception innerException)
        : base(PrintableText.Of(message, MaxMessage), innerException)
    {
    }

    /// <summary>Says only that something is wrong.</summary>
    public InvalidFileException()
        : base(FetchAgain)
    {
    }

    /// <summary>What is wrong, without where and without the remedy; null if it was not said apart from these.</summary>
    public string? Problem { get; }

    /// <summary>Names come from the file, and may hold megabytes, or commands to the terminal that shows them.</summary>
    private static string Printable(string text) => PrintableText.Of(text, MaxPart);
}
