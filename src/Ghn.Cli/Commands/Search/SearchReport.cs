using Ghn.Analysis.Properties;
using Ghn.Analysis.Search;
using Ghn.Cli.Output;
using Ghn.Cli.Shell;
using Ghn.HyperNetworks.Graphs;
using Ghn.Networks.DeepNets;

namespace Ghn.Cli.Commands.Search;

/// <summary>What a search has found.</summary>
/// <param name="predictor">What predicted.</param>
/// <param name="ghn">The name of the GHN that embedded.</param>
/// <param name="space">What was searched.</param>
/// <param name="found">What came of it.</param>
/// <param name="path">Where the best architectures were written; null for nowhere.</param>
internal sealed class SearchReport(PropertyPredictor predictor, string ghn, SearchSpace space, SearchState found, string? path)
{
    private readonly IReadOnlyList<(FoundArchitecture Found, int Nodes, long Parameters)> _rows =
    [
        .. from best in found.Best
           let network = space.Network(best.Index)
           select (best, ComputationalGraph.Of(network).Nodes.Count, network.ParameterCount),
    ];

    /// <summary>Writes it for people.</summary>
    public void WriteTable(TextWriter output)
    {
        var table = new TextTable("", "index", $"\t{predictor.Property}", "\tnodes", "\tparameters");
        foreach ((int rank, (FoundArchitecture best, int nodes, long parameters)) in _rows.Index())
        {
            table.Add($"#{rank}", $"{best.Index}", $"{best.Prediction:0.###}", $"{nodes}", $"{parameters}");
        }

        table.Write(output);
        output.WriteLine();
        output.WriteLine(
            $"{found.Drawn} architectures drawn as {space.Split.Name()}, seed {space.Seed}: predicted {predictor.Property} "
            + $"{found.Mean:0.###} ± {found.Deviation:0.###}");
        if (path is not null)
        {
            output.WriteLine($"The best are deepnets:{path}#0 to #{_rows.Count - 1}.");
        }
    }

    /// <summary>Writes it for machines.</summary>
    public void WriteJson(Terminal terminal) => JsonOutput.Write(terminal, json =>
    {
        json.WriteStartObject();
        json.WriteString("property", predictor.Property);
        json.WriteString("ghn", ghn);
        json.WriteString("split", space.Split.Name());
        json.WriteNumber("seed", space.Seed);
        json.WriteNumber("drawn", found.Drawn);
        json.WriteNumber("mean", found.Mean);
        json.WriteNumber("std", found.Deviation);
        json.WriteStartArray("networks");
        foreach ((FoundArchitecture best, int nodes, long parameters) in _rows)
        {
            json.WriteStartObject();
            json.WriteNumber("index", best.Index);
            json.WriteNumber("prediction", best.Prediction);
            json.WriteNumber("nodes", nodes);
            json.WriteNumber("parameters", parameters);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("improvements");
        foreach (FoundArchitecture improvement in found.Improvements)
        {
            json.WriteStartObject();
            json.WriteNumber("index", improvement.Index);
            json.WriteNumber("prediction", improvement.Prediction);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
