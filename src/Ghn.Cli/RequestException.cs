namespace Ghn.Cli;

/// <summary>The request cannot be carried out as it stands; the message says what to ask for instead.</summary>
internal sealed class RequestException(string message) : Exception(message)
{
    /// <summary>What an argument is wrong with, without the name that it has in the library.</summary>
    public static string WithoutParameterName(ArgumentException error) =>
        error.Message.Replace($" (Parameter '{error.ParamName}')", string.Empty, StringComparison.Ordinal);
}
