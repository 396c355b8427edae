using Ghn.Cli.Options;
using Ghn.Cli.Output;
using Ghn.Cli.Shell;
using Ghn.HyperNetworks.Graphs;
using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Tensors.Threading;

namespace Ghn.Cli.Commands.Archs;

/// <summary><c>ghn archs</c>: the architectures of the zoo.</summary>
internal sealed class ArchsCommand : GhnCommand
{
    private const string HelpExamples =
        """
        Examples:
          ghn archs
          ghn archs --json

        --json prints [{"name", "parameters", "nodes"}]; parameters is the number of learnt values.
        """;

    private readonly JsonOption _json = new("a table");

    /// <summary>Declares the command.</summary>
    public ArchsCommand()
        : base("archs", "Lists the architectures of the zoo, their parameters, and the nodes of their graphs.", HelpExamples) =>
        Declare(_json);

    /// <inheritdoc/>
    public override void Run(CommandContext context)
    {
        string[] names = [.. Zoo.Names];
        var rows = new (string Name, long Parameters, int Nodes)[names.Length];
        WorkerPool.For(names.Length, i =>
        {
            Network network = Zoo.Create(names[i]);
            rows[i] = (names[i], network.ParameterCount, ComputationalGraph.Of(network).Nodes.Count);
        });

        _json.Print(context.Terminal, context.Request, terminal => WriteJson(terminal, rows), output => WriteTable(output, rows));
    }

    private static void WriteTable(TextWriter output, (string Name, long Parameters, int Nodes)[] rows)
    {
        var table = new TextTable("name", "\tparameters", "\tnodes");
        foreach ((string name, long parameters, int nodes) in rows)
        {
            table.Add(name, Quantity.Millions(parameters), $"{nodes}");
        }

        table.Write(output);
    }

    private static void WriteJson(Terminal terminal, (string Name, long Parameters, int Nodes)[] rows) => JsonOutput.Write(terminal, json =>
    {
        json.WriteStartArray();
        foreach ((string name, long parameters, int nodes) in rows)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteNumber("parameters", parameters);
            json.WriteNumber("nodes", nodes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
