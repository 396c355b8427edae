using System.Text.Json;
using Ghn.Analysis.Distances;
using Ghn.HyperNetworks.Graphs;
using Ghn.Networks.Architectures;

namespace Ghn.Analysis.Tests.Distances;

/// <summary>Distances of sets of nodes: what SciPy's assignment of the square matrix gives, with and without degrees.</summary>
public class NodeSetDistanceTests
{
    private static readonly Lazy<JsonElement[]> Pairs = new(() =>
    [
        .. GoldenFiles.Json<JsonElement>("analysis", "distance", "hungarian.json.gz").GetProperty("pairs").EnumerateArray()
            .Where(pair => IsOfZoo(pair, "a") && IsOfZoo(pair, "b")),
    ]);

    [Fact]
    public void Distances_are_SciPys()
    {
        Assert.NotEmpty(Pairs.Value);
        foreach (JsonElement pair in Pairs.Value)
        {
            (ComputationalGraph first, ComputationalGraph second) = (GraphOf(pair, "a"), GraphOf(pair, "b"));
            Assert.Equal((pair.GetProperty("n_a").GetInt32(), pair.GetProperty("n_b").GetInt32()), (first.Nodes.Count, second.Nodes.Count));
            Assert.Equal(pair.GetProperty("nodes").GetDouble(), NodeSetDistance.Between(first, second));
            Assert.Equal(pair.GetProperty("nodes").GetDouble(), NodeSetDistance.Between(second, first));
        }
    }

    [Theory]
    [InlineData(1, "nodes_and_degrees")]
    [InlineData(0.5, "nodes_and_half_degrees")]
    public void Distances_with_degrees_are_SciPys(double weight, string golden)
    {
        foreach (JsonElement pair in Pairs.Value)
        {
            double distance = NodeSetDistance.Between(GraphOf(pair, "a"), GraphOf(pair, "b"), weight);
            Assert.Equal(pair.GetProperty(golden).GetDouble(), distance, 1e-9);
        }
    }

    private static bool IsOfZoo(JsonElement pair, string side) => Zoo.Names.Contains(pair.GetProperty(side).GetString()!);

    private static ComputationalGraph GraphOf(JsonElement pair, string side) =>
        ComputationalGraph.Of(Zoo.Create(pair.GetProperty(side).GetString()!));
}
