using Ghn.Networks;

namespace Ghn.HyperNetworks.Graphs;

/// <summary>
/// What a GHN reads of an architecture: primitive operations in topological order and the flow of data between them.
/// The input comes first; the classifier's weight and bias come last.
/// </summary>
public sealed class ComputationalGraph
{
    private readonly int[][] _successors;

    /// <summary>Makes a graph of nodes in topological order and of edges between them.</summary>
    /// <exception cref="ArgumentException">An edge does not lead from an earlier to a later node.</exception>
    public ComputationalGraph(IReadOnlyList<GraphNode> nodes, IReadOnlyList<(int Source, int Target)> edges)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentNullException.ThrowIfNull(edges);
        if (edges.Any(edge => edge.Source < 0 || edge.Source >= edge.Target || edge.Target >= nodes.Count))
        {
            throw new ArgumentException("Every edge must lead from an earlier to a later node of the graph.", nameof(edges));
        }

        Nodes = nodes;
        Edges = edges;
        _successors = Adjacency(nodes.Count, edges, edge => edge.Source, edge => edge.Target);
        Predecessors = Adjacency(nodes.Count, edges, edge => edge.Target, edge => edge.Source);
    }

    /// <summary>The nodes in topological order.</summary>
    public IReadOnlyList<GraphNode> Nodes { get; }

    /// <summary>The flow of data, ordered by source and then target.</summary>
    public IReadOnlyList<(int Source, int Target)> Edges { get; }

    /// <summary>For each node, the nodes whose output it takes, ascending.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Predecessors { get; }

    /// <summary>For each node, the nodes that take its output, ascending.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Successors => _successors;

    /// <summary>
    /// The node of the classifier's weight, which a decoder of its own predicts: the last node but one,
    /// provided that it is a weight and its bias is the last (as the reference decides it). Otherwise null.
    /// </summary>
    public GraphNode? ClassifierWeight =>
        ClassifierBias is not null && Nodes[^2] is { Primitive: Primitive.Conv, Parameter: not null } node ? node : null;

    /// <summary>The node of the classifier's bias: the last node, if it is a bias. Otherwise null.</summary>
    public GraphNode? ClassifierBias => Nodes.Count > 1 && Nodes[^1] is { Primitive: Primitive.Bias } node ? node : null;

    /// <summary>The computational graph of a network.</summary>
    public static ComputationalGraph Of(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new GraphBuilder(network).Graph();
    }

    /// <summary>
    /// The lengths of shortest paths along edges, as far as <paramref name="cutoff"/>: an edge has length 1, anything longer
    /// is a virtual edge (GHN-2 paper, Eq. 4).
    /// </summary>
    public ShortestPaths VirtualEdges(int cutoff) => new(_successors, cutoff);

    private static int[][] Adjacency(
        int count,
        IReadOnlyList<(int Source, int Target)> edges,
        Func<(int Source, int Target), int> from,
        Func<(int Source, int Target), int> to)
    {
        ILookup<int, int> neighbours = edges.ToLookup(from, to);
        return [.. Enumerable.Range(0, count).Select(node => neighbours[node].Order().ToArray())];
    }
}
