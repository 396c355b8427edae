using System.CommandLine;
using Ghn.Analysis.Embeddings;
using Ghn.Cli.Files;
using Ghn.Cli.Networks;
using Ghn.Cli.Options;
using Ghn.Cli.Output;
using Ghn.Cli.Shell;
using Ghn.HyperNetworks;

namespace Ghn.Cli.Commands.Embed;

/// <summary><c>ghn embed</c>: what a GHN makes of networks as a whole.</summary>
internal sealed class EmbedCommand : GhnCommand
{
    private const string HelpExamples =
        """
        Examples:
          ghn embed resnet50 vit_b_16 model.onnx
          ghn embed deepnets:test deepnets:val -o embeddings.npz
          ghn embed deepnets:test#0-99 --ghn ghn2_cifar10.pt -o embeddings.csv

        An embedding is the mean over all nodes of a network's graph of what the GHN's decoders read. The degree is the mean number of
        edges of a node, in and out; the path the mean length of shortest paths, whichever way edges lead. Networks of cells are called
        by split and place: test#7.

        -o writes .npz (arrays ghn, network, nodes, parameters, avg_degree, avg_path, embedding) or .csv (columns network, nodes,
        parameters, avg_degree, avg_path, e0, e1, …, ghn).

        --json prints {"ghn", "networks": [{"network", "nodes", "parameters", "avg_degree", "avg_path", "embedding": [numbers]}]}.
        """;

    private readonly GhnNetworksArgument _networks = new();
    private readonly GhnOption _ghn = new();
    private readonly Option<string?> _output = CommonOptions.Output("Where to write the table: .npz or .csv.");
    private readonly ThreadsOption _threads = new();
    private readonly JsonOption _json = new("a table");

    /// <summary>Declares the command.</summary>
    public EmbedCommand()
        : base("embed", "Embeds networks: a point for each, as a GHN sees it.", HelpExamples) =>
        Declare([.. _networks.Declarations, _ghn, _output, _threads, _json]);

    /// <inheritdoc/>
    public override void Run(CommandContext context)
    {
        (Terminal terminal, ParseResult request, _) = context;
        string file = _ghn.File(request);
        string? output = request.GetValue(_output);
        if (output is not null)
        {
            EmbeddingTable.RequireFormat(output);
            OutputPath.RequireFolder(output);
            OutputGuard.RequireOther(output, [("the GHN", file), .. _networks.Files(request)]);
        }

        using HyperNetwork ghn = GhnOption.Load(terminal, file);
        using NetworkSet set = _networks.LoadSet(request, ghn);
        var table = new EmbeddingTable(Path.GetFileName(file), EmbeddingProgress.Embed(terminal, ghn, set.Members));
        if (output is not null)
        {
            table.Save(output, terminal.Interruption);
        }

        _json.Print(terminal, request, console => WriteJson(console, table), text => WriteTable(text, table, output));
    }

    private static void WriteTable(TextWriter output, EmbeddingTable table, string? path)
    {
        var rows = new TextTable("network", "\tnodes", "\tparameters", "\tdegree", "\tpath", "\tlength");
        foreach (NetworkEmbedding row in table.Rows)
        {
            double length = Math.Sqrt(row.Values.Sum(value => (double)value * value));
            rows.Add(
                row.Network, $"{row.Nodes}", $"{row.Parameters}", $"{row.AverageDegree:0.00}", $"{row.AveragePath:0.0}", $"{length:0.000}");
        }

        rows.Write(output);
        output.WriteLine();
        string place = path is null ? string.Empty : $", in {path}";
        output.WriteLine($"{table.Rows.Count} embeddings of {table.Dimension} numbers by {table.Ghn}{place}");
    }

    private static void WriteJson(Terminal terminal, EmbeddingTable table) => JsonOutput.Write(terminal, json =>
    {
        json.WriteStartObject();
        json.WriteString("ghn", table.Ghn);
        json.WriteStartArray("networks");
        foreach (NetworkEmbedding row in table.Rows)
        {
            json.WriteStartObject();
            json.WriteString("network", row.Network);
            json.WriteNumber("nodes", row.Nodes);
            json.WriteNumber("parameters", row.Parameters);
            json.WriteNumber("avg_degree", row.AverageDegree);
            json.WriteNumber("avg_path", row.AveragePath);
            json.WriteStartArray("embedding");
            foreach (float value in row.Values)
            {
                json.WriteNumberValue(value);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
