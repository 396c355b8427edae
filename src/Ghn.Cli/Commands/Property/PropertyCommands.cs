namespace Ghn.Cli.Commands.Property;

/// <summary><c>ghn property</c>: properties of networks, measured and predicted.</summary>
internal static class PropertyCommands
{
    private const string HelpExamples =
        """
        Examples:
          ghn property measure deepnets:val#0-59 --data cifar10:cifar-10-batches-bin --run runs/val -o val.csv
          ghn property evaluate --train val.csv --test test.csv --embeddings embeddings.npz
          ghn property fit --train val.csv --embeddings embeddings.npz -o accuracy.json
          ghn property predict accuracy.json --embeddings embeddings.npz
          ghn property agree val.csv
        """;

    /// <summary>Makes the commands.</summary>
    public static GhnCommandGroup Group() => new(
        "property",
        "Measures properties of networks, such as accuracy, and predicts them.",
        HelpExamples,
        new PropertyMeasureCommand(),
        new PropertyFitCommand(),
        new PropertyPredictCommand(),
        new PropertyEvaluateCommand(),
        new PropertyAgreeCommand());
}
