using System.CommandLine;
using Ghn.Cli.Shell;

namespace Ghn.Cli.Options;

/// <summary>The option that asks for results in JSON.</summary>
internal sealed class JsonOption : Option<bool>
{
    /// <summary>Describes the option.</summary>
    /// <param name="otherwise">What is printed otherwise: <c>a table</c>.</param>
    public JsonOption(string otherwise)
        : base("--json") => Description = $"Print JSON instead of {otherwise}.";

    /// <summary>Prints results as was asked for.</summary>
    /// <param name="terminal">Where.</param>
    /// <param name="request">The request.</param>
    /// <param name="writeJson">Prints them for machines.</param>
    /// <param name="writeText">Prints them for people.</param>
    public void Print(Terminal terminal, ParseResult request, Action<Terminal> writeJson, Action<TextWriter> writeText)
    {
        if (request.GetValue(this))
        {
            writeJson(terminal);
        }
        else
        {
            writeText(terminal.Report);
        }
    }
}
