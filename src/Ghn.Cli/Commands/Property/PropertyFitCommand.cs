using System.CommandLine;
using Ghn.Analysis.Properties;
using Ghn.Cli.Files;
using Ghn.Cli.Options;
using Ghn.Cli.Output;
using Ghn.Cli.Shell;

namespace Ghn.Cli.Commands.Property;

/// <summary><c>ghn property fit</c>: learns to predict a property.</summary>
internal sealed class PropertyFitCommand : GhnCommand
{
    private const string HelpExamples =
        """
        Examples:
          ghn property fit --train val.csv --embeddings embeddings.npz -o accuracy.json
          ghn property fit --train val.csv --embeddings embeddings.npz --property time -o time.json

        Parameters are chosen among 105 on five folds of the networks as they come, at least 10; then a support vector regression is fitted
        to all of them. 'ghn property predict' uses the file.

        --json prints {"property", "ghn", "networks", "c", "gamma", "epsilon", "supports"}.
        """;

    private readonly Option<string> _train = PropertyInputs.Table("--train", "The table of networks to learn from.");
    private readonly Option<string?> _embeddings = PropertyInputs.Embeddings(isRequired: true);
    private readonly Option<string?> _property = PropertyInputs.Property();
    private readonly Option<string?> _output = CommonOptions.Output("Where to write the predictor.");
    private readonly ThreadsOption _threads = new();
    private readonly JsonOption _json = new("a line");

    /// <summary>Declares the command.</summary>
    public PropertyFitCommand()
        : base("fit", "Learns to predict a property from embeddings.", HelpExamples)
    {
        _output.Required = true;
        Declare(_train, _embeddings, _property, _output, _threads, _json);
    }

    /// <inheritdoc/>
    public override void Run(CommandContext context)
    {
        (Terminal terminal, ParseResult request, _) = context;
        (string train, string embeddings, string output) =
            (request.GetRequiredValue(_train), request.GetValue(_embeddings)!, request.GetValue(_output)!);
        OutputPath.RequireFolder(output);
        OutputGuard.RequireOther(output, [("--train", train), ("--embeddings", embeddings)]);
        (PropertyPredictor predictor, int networkCount) =
            PropertyInputs.Fit(terminal, train, embeddings, request.GetValue(_property));
        predictor.Save(output);
        _json.Print(
            terminal, request, _ => JsonOutput.Write(terminal, json =>
            {
                json.WriteStartObject();
                json.WriteString("property", predictor.Property);
                json.WriteString("ghn", predictor.Ghn);
                json.WriteNumber("networks", networkCount);
                json.WriteNumber("c", predictor.Parameters.C);
                json.WriteNumber("gamma", predictor.Parameters.Gamma);
                json.WriteNumber("epsilon", predictor.Parameters.Epsilon);
                json.WriteNumber("supports", predictor.Regression.Supports.Count);
                json.WriteEndObject();
            }),
            report => report.WriteLine(
                $"{predictor.Property} of {networkCount} networks: C {predictor.Parameters.C}, gamma {predictor.Parameters.Gamma:0.####}, "
                + $"epsilon {predictor.Parameters.Epsilon}, {predictor.Regression.Supports.Count} support vectors"));
    }
}
