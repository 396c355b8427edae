using System.CommandLine;
using Ghn.Cli.Shell;

namespace Ghn.Cli.Commands.DeepNets;

/// <summary><c>ghn deepnets</c>: the data set of architectures that GHNs are trained on.</summary>
internal static class DeepNetsCommand
{
    public const string Name = "deepnets";

    public const string Examples =
        """
        Examples:
          ghn deepnets generate train -o train.deepnets
          ghn deepnets stats test
          ghn deepnets show deepnets:test#7
          ghn graph deepnets:test#7 --classes 10 --image-size 32
        """;

    /// <summary>Declares the command.</summary>
    public static Command Create(Terminal terminal) => new(Name, "Generates, measures and shows the architectures of DeepNets-1M.")
    {
        DeepNetsGenerateCommand.Create(terminal),
        DeepNetsStatsCommand.Create(terminal),
        DeepNetsShowCommand.Create(terminal),
    };
}
