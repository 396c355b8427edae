using System.CommandLine;
using Ghn.Analysis.Embeddings;
using Ghn.Analysis.Properties;
using Ghn.Cli.Files;
using Ghn.Cli.Options;
using Ghn.Cli.Output;
using Ghn.Cli.Shell;

namespace Ghn.Cli.Commands.Property;

/// <summary><c>ghn property predict</c>: predicts a property of networks that were not measured.</summary>
internal sealed class PropertyPredictCommand : GhnCommand
{
    private const string HelpExamples =
        """
        Examples:
          ghn property predict accuracy.json --embeddings embeddings.npz
          ghn property predict accuracy.json --embeddings embeddings.npz -o predicted.csv --json

        Predictions are not rounded.

        --json prints {"property", "ghn", "networks": [{"network", "prediction"}]}.
        """;

    private readonly Argument<string> _predictor = new("predictor") { Description = "A file of 'ghn property fit'." };
    private readonly Option<string?> _embeddings = PropertyInputs.Embeddings(isRequired: true);
    private readonly Option<string?> _output = CommonOptions.Output("Where to write the predictions, as a table of properties.");
    private readonly JsonOption _json = new("a table");

    /// <summary>Declares the command.</summary>
    public PropertyPredictCommand()
        : base("predict", "Predicts a property from embeddings.", HelpExamples) => Declare(_predictor, _embeddings, _output, _json);

    /// <inheritdoc/>
    public override void Run(CommandContext context)
    {
        (Terminal terminal, ParseResult request, _) = context;
        (string file, string path) = (request.GetRequiredValue(_predictor), request.GetValue(_embeddings)!);
        if (request.GetValue(_output) is { } output)
        {
            OutputPath.RequireFolder(output);
            OutputGuard.RequireOther(output, [("the predictor", file), ("--embeddings", path)]);
        }

        PropertyPredictor predictor = PropertyInputs.LoadPredictor(file);
        EmbeddingTable embeddings = PropertyInputs.LoadEmbeddings(path);
        if (embeddings.Ghn != predictor.Ghn)
        {
            terminal.Warn($"{file} was fitted to embeddings by {predictor.Ghn}, and these are by {embeddings.Ghn}.");
        }

        PropertyTable table = predictor.Predict(embeddings);
        if (request.GetValue(_output) is { } target)
        {
            table.Save(target);
        }

        _json.Print(terminal, request, _ => WriteJson(terminal, predictor, table), report => WriteTable(report, predictor, table));
    }

    private static void WriteTable(TextWriter report, PropertyPredictor predictor, PropertyTable predictions)
    {
        var table = new TextTable("network", $"\t{predictor.Property}");
        foreach ((string network, double value) in predictions.Measured(predictor.Property))
        {
            table.Add(network, $"{value:0.###}");
        }

        table.Write(report);
    }

    private static void WriteJson(Terminal terminal, PropertyPredictor predictor, PropertyTable predictions) =>
        JsonOutput.Write(terminal, json =>
        {
            json.WriteStartObject();
            json.WriteString("property", predictor.Property);
            json.WriteString("ghn", predictor.Ghn);
            json.WriteStartArray("networks");
            foreach ((string network, double value) in predictions.Measured(predictor.Property))
            {
                json.WriteStartObject();
                json.WriteString("network", network);
                json.WriteNumber("prediction", value);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
}
