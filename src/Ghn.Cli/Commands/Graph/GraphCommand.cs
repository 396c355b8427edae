using System.CommandLine;
using Ghn.Cli.Files;
using Ghn.Cli.Networks;
using Ghn.Cli.Options;
using Ghn.Cli.Output;
using Ghn.Cli.Shell;
using Ghn.HyperNetworks.Graphs;
using Ghn.HyperNetworks.Graphs.Drawing;
using Ghn.Networks;
using Ghn.Networks.DeepNets;
using Ghn.Onnx.Building;

namespace Ghn.Cli.Commands.Graph;

/// <summary><c>ghn graph</c>: the computational graph that a GHN sees of a network.</summary>
internal sealed class GraphCommand : GhnCommand
{
    private const string HelpExamples =
        """
        Examples:
          ghn graph resnet50
          ghn graph resnet50 --format svg -o resnet50.svg
          ghn graph vit_b_16 --format json --virtual-edges 50 -o vit_b_16.json
          ghn graph googlenet --format dot | dot -Tpdf -o googlenet.pdf
          ghn graph model.onnx --skip-unknown

        --format json prints {"nodes": [{"index", "op", "name", "shape"}], "edges": [[source, target, distance]]}.
        """;

    private readonly NetworkArgument _network = new();
    private readonly SkipUnknownOption _skipUnknown = new();
    private readonly Option<string> _format = ChoiceOption.CreateWithDefault(
        "--format", "How to write the graph.", "table", "json", "dot", "svg");

    private readonly Option<int?> _virtualEdges = NumberOption.Create(
        "--virtual-edges", "Include pairs of nodes up to this distance; 1, the default, means the edges alone.", 1, ushort.MaxValue);

    private readonly Option<string?> _output = CommonOptions.Output("Write to a file instead of standard output.");

    /// <summary>Declares the command.</summary>
    public GraphCommand()
        : base("graph", "Shows the computational graph of a network, as a GHN sees it.", HelpExamples) =>
        Declare([_format, _virtualEdges, _output, .. _network.Declarations, _skipUnknown]);

    /// <inheritdoc/>
    public override void Run(CommandContext context)
    {
        (Terminal terminal, ParseResult request, _) = context;
        string? path = request.GetValue(_output);
        if (path is not null)
        {
            OutputPath.RequireFolder(path);
            OutputGuard.RequireOther(path, _network.Files(request));
        }

        LoadedNetwork described = _network.Load(request, request.GetValue(_skipUnknown));
        foreach (string warning in described.Warnings)
        {
            terminal.Warn(warning);
        }

        Action<Stream> write = Writer(described.Network, request.GetRequiredValue(_format), request.GetValue(_virtualEdges) ?? 1);
        if (path is null)
        {
            Print(terminal, write);
        }
        else
        {
            OutputPath.Write(path, write);
        }
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
