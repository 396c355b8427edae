namespace Ghn.Tensors;

/// <summary>
/// What was asked for cannot be done as it stands: a name that nothing bears, weights of another network, images of a size that a
/// network does not take. The message says so to whoever asked; other <see cref="ArgumentException"/>s are a programmer's.
/// </summary>
public sealed class InvalidRequestException : ArgumentException
{
    /// <summary>Says what is wrong with the request, and what to ask for instead.</summary>
    public InvalidRequestException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is wrong with the request, and what revealed it.</summary>
    public InvalidRequestException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Says only that something is wrong.</summary>
    public InvalidRequestException()
    {
    }

    /// <summary>Says where something is wrong that was found out further inside.</summary>
    /// <param name="place">Where: the network and the layer, the file.</param>
    /// <param name="error">What is wrong.</param>
    public static InvalidRequestException At(string place, ArgumentException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return new InvalidRequestException($"{place}: {ReasonOf(error)}", error);
    }

    /// <summary>What an argument is wrong with, without the name that it has in the code, or had where it was found out first.</summary>
    public static string ReasonOf(ArgumentException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        string message = error.Message;
        for (Exception? origin = error; origin is not null; origin = origin.InnerException)
        {
            string name = (origin as ArgumentException)?.ParamName ?? string.Empty;
            message = message.Replace($" (Parameter '{name}')", string.Empty, StringComparison.Ordinal);
        }

        return message;
    }
}
