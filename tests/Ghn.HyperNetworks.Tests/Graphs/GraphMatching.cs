using System.Security.Cryptography;
using System.Text;
using Ghn.HyperNetworks.Graphs;

namespace Ghn.HyperNetworks.Tests;

/// <summary>Fingerprints of nodes that do not depend on their order, by Weisfeiler–Lehman refinement over real edges.</summary>
internal static class GraphMatching
{
    /// <summary>The fingerprint of a whole graph that its golden file holds.</summary>
    public static string Fingerprint(ComputationalGraph graph) =>
        Hash(string.Join('\n', Colours(graph, rounds: 4).Order(StringComparer.Ordinal)));

    /// <summary>For each node of one graph, the node of another that has the same surroundings.</summary>
    public static int[] Match(ComputationalGraph from, ComputationalGraph to)
    {
        const int Rounds = 40;
        ILookup<string, int> targets = Colours(to, Rounds).Index().ToLookup(entry => entry.Item, entry => entry.Index);
        var used = new Dictionary<string, int>();
        return [.. Colours(from, Rounds).Select(colour =>
        {
            int rank = used[colour] = used.GetValueOrDefault(colour, -1) + 1;
            return targets[colour].ElementAt(rank);
        })];
    }

    private static string[] Colours(ComputationalGraph graph, int rounds)
    {
        string[] colours = [.. graph.Nodes.Select(node => Hash($"{node.Primitive.Name()}|{node.Parameter}"))];
        for (int round = 0; round < rounds; round++)
        {
            string Sorted(IEnumerable<int> neighbours) =>
                string.Join(',', neighbours.Select(neighbour => colours[neighbour]).Order(StringComparer.Ordinal));
            colours = [.. graph.Nodes.Select(node => Hash(
                $"{colours[node.Index]}<{Sorted(graph.Predecessors[node.Index])}>{Sorted(graph.Successors[node.Index])}"))];
        }

        return colours;
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
