namespace Ghn.Tensors;

/// <summary>A file is not what it should be: damaged, incomplete, hostile, or of a kind that is not supported.</summary>
public sealed class InvalidFileException : IOException
{
    private const string FetchAgain = "The file is probably damaged: fetch or write it again.";

    /// <summary>Says what is wrong, and what to do.</summary>
    /// <param name="file">The name of the file.</param>
    /// <param name="place">Where in the file: <c>byte 17</c>, <c>entry data/3</c>, <c>tensor fc.weight</c>.</param>
    /// <param name="problem">What is wrong there, as a sentence without its full stop.</param>
    /// <param name="remedy">What to do, as a whole sentence; to fetch the file again unless given.</param>
    public InvalidFileException(string file, string place, string problem, string? remedy = null)
        : base($"{file}, {place}: {problem}. {remedy ?? FetchAgain}")
    {
    }

    /// <summary>Says what is wrong.</summary>
    public InvalidFileException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is wrong, and what revealed it.</summary>
    public InvalidFileException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Says only that something is wrong.</summary>
    public InvalidFileException()
        : base(FetchAgain)
    {
    }
}
