using System.CommandLine;
using Ghn.Cli.Files;
using Ghn.Cli.Networks;
using Ghn.Cli.Options;
using Ghn.Cli.Output;
using Ghn.Cli.Shell;
using Ghn.HyperNetworks.Graphs;
using Ghn.HyperNetworks.Graphs.Drawing;
using Ghn.Networks;

namespace Ghn.Cli.Commands.Graph;

/// <summary><c>ghn graph</c>: the computational graph that a GHN sees of a network.</summary>
internal static class GraphCommand
{
    public const string Name = "graph";

    public const string Examples =
        """
        Examples:
          ghn graph resnet50
          ghn graph resnet50 --format svg -o resnet50.svg
          ghn graph vit_b_16 --format json --virtual-edges 50 -o vit_b_16.json
          ghn graph googlenet --format dot | dot -Tpdf -o googlenet.pdf
          ghn graph model.onnx --skip-unknown

        --format json prints {"nodes": [{"index", "op", "name", "shape"}], "edges": [[source, target, distance]]}.
        """;

    private static readonly string[] Formats = ["table", "json", "dot", "svg"];

    /// <summary>Declares the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var network = new NetworkArgument(takesUnknown: true);
        var format = new Option<string>("--format")
        {
            HelpName = string.Join('|', Formats),
            Description = "How to write the graph.",
            DefaultValueFactory = _ => Formats[0],
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (!Formats.Contains(text))
                {
                    result.AddError($"--format takes one of {string.Join(", ", Formats)}, not '{text}'.");
                }

                return text;
            },
        };
        Option<int?> virtualEdges = NumberOption.Create(
            "--virtual-edges", "Include pairs of nodes up to this distance; 1, the default, means the edges alone.", 1, ushort.MaxValue);
        var output = new Option<string?>("--output", "-o")
        {
            HelpName = "FILE",
            Description = "Write to a file instead of standard output.",
        };

        var command = new Command(Name, "Shows the computational graph of a network, as a GHN sees it.") { format, virtualEdges, output };
        network.AddTo(command);
        command.SetAction(request =>
        {
            string? path = request.GetValue(output);
            if (path is not null)
            {
                OutputPath.RequireFolder(path);
                OutputGuard.RequireOther(path, network.Files(request));
            }

            LoadedNetwork described = network.Network(request);
            foreach (string warning in described.Warnings)
            {
                terminal.Warn(warning);
            }

            Action<Stream> write = Writer(described.Network, request.GetRequiredValue(format), request.GetValue(virtualEdges) ?? 1);
            if (path is null)
            {
                Print(terminal, write);
            }
            else
            {
                OutputPath.Write(path, write);
            }
        });
        return command;
    }

    private static Action<Stream> Writer(Network network, string format, int maxDistance)
    {
        var graph = ComputationalGraph.Of(network);
        return format switch
        {
            "json" => stream => GraphJson.Write(graph, stream, maxDistance),
            "dot" => Text(output => GraphDot.Write(graph, network.Name, output, maxDistance)),
            "svg" => Text(output => GraphSvg.Write(graph, network.Name, output, maxDistance)),
            _ => Text(output => WriteTable(graph, network.Name, new ReportWriter(output), maxDistance)),
        };
    }

    private static Action<Stream> Text(Action<TextWriter> write) => stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        write(writer);
    };

    private static void Print(Terminal terminal, Action<Stream> write)
    {
        using var buffer = new MemoryStream();
        write(buffer);
        buffer.Position = 0;
        terminal.Output.WriteLine(new StreamReader(buffer).ReadToEnd().TrimEnd());
    }

    private static void WriteTable(ComputationalGraph graph, string name, TextWriter output, int maxDistance)
    {
        ILookup<int, (int Source, int Distance)> sources = graph.VirtualEdges(maxDistance).Edges
            .ToLookup(edge => edge.Target, edge => (edge.Source, edge.Distance));
        var table = new TextTable("\tindex", "op", "name", "shape", maxDistance == 1 ? "predecessors" : "predecessors (distance)");
        foreach (GraphNode node in graph.Nodes)
        {
            IEnumerable<string> predecessors = sources[node.Index]
                .Select(edge => maxDistance == 1 ? $"{edge.Source}" : $"{edge.Source} ({edge.Distance})");
            table.Add($"{node.Index}", node.Primitive.Name(), node.Name, node.Shape?.ToString() ?? "-", string.Join(", ", predecessors));
        }

        table.Write(output);
        output.WriteLine();
        output.WriteLine($"{name}: {graph.Nodes.Count} nodes, {graph.Edges.Count} edges");
    }
}
