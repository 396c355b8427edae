using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ghn.HyperNetworks.Graphs;
using Ghn.Networks.DeepNets;

namespace Ghn.HyperNetworks.Tests;

/// <summary>The graphs of 251 drawn networks, 201 of them with squeeze-and-excitation, against the reference.</summary>
public class ExcitationGraphTests
{
    [Fact]
    public void Graphs_equal_the_reference()
    {
        var file = GoldenFiles.Json<JsonElement>("deepnets", "excitation", "graphs.json.gz");
        JsonElement[] networks = [.. file.GetProperty("graphs").EnumerateArray()];
        Assert.Equal((251, 201), (networks.Length, networks.Count(HasExcitation)));
        string[] wrong = [.. networks.Select(Compare).OfType<string>()];
        Assert.True(wrong.Length == 0, $"{wrong.Length} of {networks.Length}:\n{string.Join('\n', wrong)}");
    }

    private static bool HasExcitation(JsonElement network) =>
        DeepNetJson.Parse(network, "graphs.json.gz").Genotype.Contains(CellOperation.Cse);

    /// <summary>What differs, if anything does.</summary>
    private static string? Compare(JsonElement golden, int index)
    {
        var graph = ComputationalGraph.Of(DeepNetJson.Parse(golden, "graphs.json.gz").ToNetwork());
        int Number(string name) => golden.GetProperty(name).GetInt32();
        var expected = (Number("nodes"), Number("edges"), Number("cse_nodes"), golden.GetProperty("sha256").GetString());
        var actual = (graph.Nodes.Count, graph.Edges.Count, graph.Nodes.Count(node => node.Primitive == Primitive.Cse), Hash(graph));
        return actual == expected ? null : $"network {index}: {actual} for {expected}";
    }

    /// <summary>The hash of what all nodes are and how many edges lead to and from them.</summary>
    private static string Hash(ComputationalGraph graph)
    {
        IEnumerable<string> nodes = graph.Nodes.Select(node =>
        {
            string primitive = node.Primitive.Name().Replace("_", string.Empty, StringComparison.Ordinal);
            return $"{primitive}.{graph.Predecessors[node.Index].Count}.{graph.Successors[node.Index].Count}";
        });
        string text = string.Join(' ', nodes.Order(StringComparer.Ordinal));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
