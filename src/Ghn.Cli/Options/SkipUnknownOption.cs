using System.CommandLine;

namespace Ghn.Cli.Options;

/// <summary>The option of commands that need no network that runs.</summary>
internal sealed class SkipUnknownOption : Option<bool>
{
    /// <summary>Describes the option.</summary>
    public SkipUnknownOption()
        : base("--skip-unknown") =>
        Description = "Pass over operations of an .onnx file that Ghn does not know; the parameters behind them stay as they are.";
}
