using System.CommandLine;
using Ghn.Analysis.Properties;
using Ghn.Cli.Options;
using Ghn.Cli.Output;
using Ghn.Cli.Shell;

namespace Ghn.Cli.Commands.Property;

/// <summary><c>ghn property agree</c>: how much properties agree in the order of networks.</summary>
internal sealed class PropertyAgreeCommand : GhnCommand
{
    private const string HelpExamples =
        """
        Examples:
          ghn property agree val.csv
          ghn property agree samples/properties/published-cifar10-test.csv --json

        Kendall's tau between each two columns, over the networks of which both were measured; there is none where a column's values are
        all equal.

        --json prints {"properties": [names], "tau": [[numbers or null]]}.
        """;

    private readonly Argument<string> _table = new("table") { Description = "A table of properties." };
    private readonly JsonOption _json = new("a table");

    /// <summary>Declares the command.</summary>
    public PropertyAgreeCommand()
        : base("agree", "Finds how much properties agree in the order of networks.", HelpExamples) => Declare(_table, _json);

    /// <inheritdoc/>
    public override void Run(CommandContext context)
    {
        (Terminal terminal, ParseResult request, _) = context;
        PropertyTable table = PropertyInputs.Load(request.GetRequiredValue(_table));
        IReadOnlyList<IReadOnlyList<double>> tau = table.Agreement();
        _json.Print(
            terminal, request, _ => JsonOutput.Write(terminal, json =>
            {
                json.WriteStartObject();
                json.WriteTexts("properties", table.Properties);
                json.WriteStartArray("tau");
                foreach (IReadOnlyList<double> row in tau)
                {
                    json.WriteRawValue($"[{string.Join(", ", row.Select(value => double.IsNaN(value) ? "null" : $"{value:R}"))}]");
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }),
            report =>
            {
                var text = new TextTable(["tau", .. table.Properties.Select(property => $"\t{property}")]);
                foreach ((int row, string property) in table.Properties.Index())
                {
                    text.Add([property, .. tau[row].Select(value => double.IsNaN(value) ? "-" : $"{value:0.000}")]);
                }

                text.Write(report);
            });
    }
}
