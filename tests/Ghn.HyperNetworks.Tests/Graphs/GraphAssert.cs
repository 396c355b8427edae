using System.Security.Cryptography;
using System.Text;
using Ghn.HyperNetworks.Graphs;

namespace Ghn.HyperNetworks.Tests;

/// <summary>Compares graphs with the reference's, whatever order nodes of one generation have.</summary>
internal static class GraphAssert
{
    public static void Equal(GoldenGraph golden, ComputationalGraph actual)
    {
        ComputationalGraph expected = golden.ToGraph();
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
