namespace Ghn.HyperNetworks.Graphs;

/// <summary>
/// The shortest distances between the nodes of a graph along its edges, up to a cut-off, by a breadth-first search from each node.
/// </summary>
public sealed class ShortestPaths
{
    private readonly ushort[] _distances;

    internal ShortestPaths(int[][] successors, int cutoff)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cutoff, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cutoff, ushort.MaxValue);
        NodeCount = successors.Length;
        Cutoff = cutoff;
        _distances = new ushort[NodeCount * NodeCount];
        int[] queue = new int[NodeCount];
        for (int source = 0; source < NodeCount; source++)
        {
            Search(source, successors, _distances.AsSpan(source * NodeCount, NodeCount), queue);
        }
    }

    /// <summary>The number of nodes.</summary>
    public int NodeCount { get; }

    /// <summary>The longest distance that is told.</summary>
    public int Cutoff { get; }

    /// <summary>The longest of all distances that are told.</summary>
    public int MaxDistance => _distances.Max();

    /// <summary>The pairs of nodes that are connected, ordered by source and then target.</summary>
    public IEnumerable<(int Source, int Target, int Distance)> Edges
    {
        get
        {
            for (int source = 0; source < NodeCount; source++)
            {
                for (int target = 0; target < NodeCount; target++)
                {
                    int distance = this[source, target];
                    if (distance > 0)
                    {
                        yield return (source, target, distance);
                    }
                }
            }
        }
    }

    /// <summary>The distance from one node to another; 0 if there is no path as short as the cut-off, and from a node to itself.</summary>
    public int this[int source, int target] => _distances[(source * NodeCount) + target];

    /// <summary>The distances from one node to all.</summary>
    public ReadOnlySpan<ushort> From(int source) => _distances.AsSpan(source * NodeCount, NodeCount);

    private void Search(int source, int[][] successors, Span<ushort> distances, int[] queue)
    {
        int head = 0;
        int tail = 0;
        queue[tail++] = source;
        while (head < tail)
        {
            int node = queue[head++];
            int next = distances[node] + 1;
            if (next > Cutoff)
            {
                return;
            }

            foreach (int successor in successors[node])
            {
                if (distances[successor] == 0 && successor != source)
                {
                    distances[successor] = (ushort)next;
                    queue[tail++] = successor;
                }
            }
        }
    }
}
