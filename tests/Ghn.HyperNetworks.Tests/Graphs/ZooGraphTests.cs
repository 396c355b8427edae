using System.Security.Cryptography;
using System.Text;
using Ghn.Networks;

namespace Ghn.HyperNetworks.Tests;

/// <summary>The computational graphs of the whole zoo against those that the reference traced.</summary>
public class ZooGraphTests
{
    public static TheoryData<string> Models => [.. GoldenFiles.Names("graphs", ".json.gz")];

    [Fact]
    public void All_74_models_are_covered() => Assert.Equal(74, Models.Count);

    [Theory]
    [MemberData(nameof(Models))]
    public void Graph_equals_the_reference(string model)
    {
        GoldenGraph golden = GoldenGraph.Read("graphs", model);
        ComputationalGraph expected = golden.ToGraph();
        ComputationalGraph actual = ComputationalGraph.Of(Zoo.Create(model));

        Assert.Equal(expected.Nodes.Count, actual.Nodes.Count);
        Assert.Equal(golden.Fingerprint, GraphMatching.Fingerprint(actual));

        int[] match = GraphMatching.Match(expected, actual);
        Assert.Equal(Enumerable.Range(0, match.Length), match.Order());
        foreach (GraphNode node in expected.Nodes)
        {
            GraphNode twin = actual.Nodes[match[node.Index]];
            Assert.Equal((node.Primitive, node.Parameter, node.ShiftParameter), (twin.Primitive, twin.Parameter, twin.ShiftParameter));
            Assert.Equal(node.Shape, twin.Shape);
        }

        Assert.Equal(actual.Edges, expected.Edges.Select(edge => (match[edge.Source], match[edge.Target])).Order());
        Assert.Equal(golden.DistancesHash, DistancesHash(actual.VirtualEdges(50), match));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Input_comes_first_and_classifier_last(string model)
    {
        Network network = Zoo.Create(model);
        ComputationalGraph graph = ComputationalGraph.Of(network);
        Assert.Equal(Primitive.Input, graph.Nodes[0].Primitive);
        Assert.Equal(network.ClassCount, graph.ClassifierWeight!.Shape![0]);
        Assert.Equal(network.ClassCount, graph.ClassifierBias!.Shape![0]);
    }

    /// <summary>The hash of all distances, real and virtual, listed in the reference's order of nodes.</summary>
    private static string DistancesHash(ShortestPaths paths, int[] match)
    {
        var lines = new StringBuilder();
        for (int source = 0; source < match.Length; source++)
        {
            for (int target = 0; target < match.Length; target++)
            {
                int distance = paths[match[source], match[target]];
                if (distance > 0)
                {
                    lines.Append($"{source},{target},{distance}\n");
                }
            }
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines.ToString())));
    }
}
