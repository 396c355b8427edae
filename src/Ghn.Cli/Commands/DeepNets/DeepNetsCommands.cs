namespace Ghn.Cli.Commands.DeepNets;

/// <summary><c>ghn deepnets</c>: the data set of architectures that GHNs are trained on.</summary>
internal static class DeepNetsCommands
{
    private const string HelpExamples =
        """
        Examples:
          ghn deepnets generate train -o train.deepnets
          ghn deepnets stats test
          ghn deepnets show deepnets:test#7
          ghn graph deepnets:test#7 --classes 10 --image-size 32
        """;

    /// <summary>Makes the commands.</summary>
    public static GhnCommandGroup Group() => new(
        "deepnets",
        "Generates, measures and shows the architectures of DeepNets-1M.",
        HelpExamples,
        new DeepNetsGenerateCommand(),
        new DeepNetsStatsCommand(),
        new DeepNetsShowCommand());
}
