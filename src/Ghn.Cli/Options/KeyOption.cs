using System.CommandLine;

namespace Ghn.Cli.Options;

/// <summary>The option that says where in a file of weights the state dict stands.</summary>
internal sealed class KeyOption : Option<string?>
{
    /// <summary>Describes the option.</summary>
    public KeyOption()
        : base("--key")
    {
        HelpName = "NAME";
        Description = "Where the state dict stands in a checkpoint that holds several: ema, model.ema, params_ema.";
    }
}
