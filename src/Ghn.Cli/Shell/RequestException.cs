namespace Ghn.Cli.Shell;

/// <summary>The request cannot be carried out as it stands; the message says what to ask for instead.</summary>
internal sealed class RequestException(string message) : Exception(message)
{
    /// <summary>What an argument is wrong with, without the name that it has in the library, or had where it was thrown first.</summary>
    public static string WithoutParameterName(ArgumentException error)
    {
        string message = error.Message;
        for (Exception? origin = error; origin is not null; origin = origin.InnerException)
        {
            string name = (origin as ArgumentException)?.ParamName ?? string.Empty;
            message = message.Replace($" (Parameter '{name}')", string.Empty, StringComparison.Ordinal);
        }

        return message;
    }
}
