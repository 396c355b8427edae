using System.Numerics;

namespace Ghn.HyperNetworks.Graphs;

/// <summary>How densely a graph's nodes are connected, whichever way edges lead (GHN-2 paper, Table 1).</summary>
/// <param name="AverageDegree">The mean number of edges of a node, in and out: 2E/N.</param>
/// <param name="AveragePath">
/// The mean length of shortest paths over ordered pairs of different nodes that are connected; 0 if none are.
/// </param>
public readonly record struct GraphConnectivity(double AverageDegree, double AveragePath)
{
    private const int BitsPerWord = 64;

    /// <summary>Measures a graph.</summary>
    public static GraphConnectivity Of(ComputationalGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        int count = graph.Nodes.Count;
        int[][] neighbours = [.. graph.Nodes.Select(node => graph.Predecessors[node.Index].Concat(graph.Successors[node.Index]).ToArray())];
        (long length, long pairs) = SumOfPaths(neighbours);
        return new GraphConnectivity(count == 0 ? 0 : 2.0 * graph.Edges.Count / count, pairs == 0 ? 0 : (double)length / pairs);
    }

    /// <summary>
    /// Goes a step from all nodes at once: 64 sources share a word, and what a node is reached by is what its neighbours were reached by
    /// a step ago. Long chains take as many steps as they have nodes, but each is a few words a node.
    /// </summary>
    private static (long Length, long Pairs) SumOfPaths(int[][] neighbours)
    {
        (long length, long pairs) = (0, 0);
        ulong[] reached = new ulong[neighbours.Length];
        ulong[] front = new ulong[neighbours.Length];
        ulong[] next = new ulong[neighbours.Length];
        for (int first = 0; first < neighbours.Length; first += BitsPerWord)
        {
            Array.Clear(reached);
            Array.Clear(front);
            for (int source = first; source < Math.Min(first + BitsPerWord, neighbours.Length); source++)
            {
                reached[source] = front[source] = 1UL << (source - first);
            }

            bool isSpreading = true;
            for (int distance = 1; isSpreading; distance++)
            {
                isSpreading = false;
                for (int node = 0; node < neighbours.Length; node++)
                {
                    ulong arriving = 0;
                    foreach (int neighbour in neighbours[node])
                    {
                        arriving |= front[neighbour];
                    }

                    next[node] = arriving & ~reached[node];
                    if (next[node] != 0)
                    {
                        reached[node] |= next[node];
                        int found = BitOperations.PopCount(next[node]);
                        pairs += found;
                        length += (long)found * distance;
                        isSpreading = true;
                    }
                }

                (front, next) = (next, front);
            }
        }

        return (length, pairs);
    }
}
