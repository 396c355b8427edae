using System.Text.Json.Serialization;
using Ghn.HyperNetworks.Graphs;

namespace Ghn.HyperNetworks.Tests;

/// <summary>A computational graph as the reference built it.</summary>
internal sealed record GoldenGraph(
    GoldenNode[] Nodes,
    [property: JsonPropertyName("edges_1hop")] int[][] Edges,
    [property: JsonPropertyName("edges_sha256")] string DistancesHash,
    [property: JsonPropertyName("wl4_sha256")] string Fingerprint,
    [property: JsonPropertyName("n_edges_total")] int ConnectedPairs)
{
    public static GoldenGraph Read(string folder, string model) => GoldenFiles.Json<GoldenGraph>(folder, $"{model}.json.gz");

    public ComputationalGraph ToGraph() =>
        new([.. Nodes.Select(node => node.ToNode())], [.. Edges.Select(edge => (edge[0], edge[1])).Order()]);
}

/// <summary>A node of such a graph.</summary>
internal sealed record GoldenNode(int I, string Op, string Name, int[]? Shape, string? Module)
{
    public GraphNode ToNode()
    {
        Primitive primitive = Primitives.Parse(Op);
        string? shift = primitive is Primitive.Bn or Primitive.Ln ? Name.Replace(".weight", ".bias", StringComparison.Ordinal) : null;
        return new GraphNode(I, primitive, Name, Shape is null ? null : Tensors.Shape.Create(Shape), Module is null ? null : Name, shift);
    }
}
