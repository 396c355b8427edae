using Ghn.Tensors;

namespace Ghn.Cli.Shell;

/// <summary>The request cannot be carried out as it stands; the message says what to ask for instead.</summary>
internal sealed class RequestException(string message) : Exception(message)
{
    /// <summary>Does work of the libraries, and says more of what they find wrong with the request.</summary>
    /// <param name="work">The work.</param>
    /// <param name="explain">Says more, given what they say.</param>
    /// <exception cref="RequestException">They find something wrong.</exception>
    public static T Explaining<T>(Func<T> work, Func<string, string> explain)
    {
        try
        {
            return work();
        }
        catch (InvalidRequestException error)
        {
            throw new RequestException(explain(error.Message));
        }
    }

    /// <inheritdoc cref="Explaining{T}"/>
    public static void Explaining(Action work, Func<string, string> explain) => Explaining(
        () =>
        {
            work();
            return true;
        },
        explain);
}
