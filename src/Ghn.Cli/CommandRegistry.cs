using System.CommandLine;
using Ghn.Cli.Commands.Analyze;
using Ghn.Cli.Commands.Archs;
using Ghn.Cli.Commands.Compare;
using Ghn.Cli.Commands.Convert;
using Ghn.Cli.Commands.DeepNets;
using Ghn.Cli.Commands.Distance;
using Ghn.Cli.Commands.Embed;
using Ghn.Cli.Commands.Eval;
using Ghn.Cli.Commands.Finetune;
using Ghn.Cli.Commands.Graph;
using Ghn.Cli.Commands.Inspect;
using Ghn.Cli.Commands.Predict;
using Ghn.Cli.Commands.Property;
using Ghn.Cli.Commands.Run;
using Ghn.Cli.Commands.Search;
using Ghn.Cli.Commands.Train;

namespace Ghn.Cli;

/// <summary>All commands of the tool.</summary>
internal static class CommandRegistry
{
    /// <summary>Makes the commands, in the order in which the help lists them.</summary>
    public static Command[] All() =>
    [
        new PredictCommand(),
        new GraphCommand(),
        new RunCommand(),
        new EvalCommand(),
        new TrainCommand(),
        new FinetuneCommand(),
        new CompareCommand(),
        new ArchsCommand(),
        new EmbedCommand(),
        new DistanceCommand(),
        new AnalyzeCommand(),
        PropertyCommands.Group(),
        new SearchCommand(),
        DeepNetsCommands.Group(),
        new InspectCommand(),
        new ConvertCommand(),
    ];
}
