using System.CommandLine;
using Ghn.Cli.Output;
using Ghn.Cli.Shell;
using Ghn.HyperNetworks.Graphs;
using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Tensors.Threading;

namespace Ghn.Cli.Commands.Archs;

/// <summary><c>ghn archs</c>: the architectures of the zoo.</summary>
internal static class ArchsCommand
{
    public const string Name = "archs";

    public const string Examples =
        """
        Examples:
          ghn archs
          ghn archs --json

        --json prints [{"name", "parameters", "nodes"}]; parameters is the number of learnt values.
        """;

    /// <summary>Declares the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var json = new Option<bool>("--json") { Description = "Print JSON instead of a table." };
        var command = new Command(Name, "Lists the architectures of the zoo, their parameters, and the nodes of their graphs.") { json };
        command.SetAction(request => Run(terminal, request.GetValue(json)));
        return command;
    }

    private static void Run(Terminal terminal, bool asJson)
    {
        string[] names = [.. Zoo.Names];
        var rows = new (string Name, long Parameters, int Nodes)[names.Length];
        WorkerPool.For(names.Length, i =>
        {
            Network network = Zoo.Create(names[i]);
            rows[i] = (names[i], network.ParameterCount, ComputationalGraph.Of(network).Nodes.Count);
        });

        if (asJson)
        {
            WriteJson(terminal, rows);
            return;
        }

        var table = new TextTable("name", "\tparameters", "\tnodes");
        foreach ((string name, long parameters, int nodes) in rows)
        {
            table.Add(name, Quantity.Millions(parameters), $"{nodes}");
        }

        table.Write(terminal.Report);
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
