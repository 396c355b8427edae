using System.CommandLine;

namespace Ghn.Cli.Options;

/// <summary>The option that says where in a file of weights the state dict stands.</summary>
internal sealed class KeyOption
{
    /// <summary>The option, to be added to a command.</summary>
    public Option<string?> Declaration { get; } = new("--key")
    {
        HelpName = "NAME",
        Description = "Where the state dict stands in a checkpoint that holds several: ema, model.ema, params_ema.",
    };

    /// <summary>What was asked for; null if nothing was.</summary>
    public string? Value(ParseResult request) => request.GetValue(Declaration);
}
