using Ghn.HyperNetworks.Graphs;

namespace Ghn.Analysis.Distances;

/// <summary>
/// How many nodes two graphs do not share: nodes are assigned to nodes so that as few as possible differ. A pair costs 0 if its primitives
/// agree, else 1; a node without a partner costs 1 (Riesen and Bunke, 2009, with the simplest costs). Shapes do not count, edges only as
/// degrees where asked for. The GHN-2 paper (Tables 10 and 11) does not tell its costs, and has other numbers.
/// </summary>
public static class NodeSetDistance
{
    /// <summary>The distance of two graphs, 0 where both have the same number of nodes of each primitive.</summary>
    /// <param name="first">A graph.</param>
    /// <param name="second">Another graph.</param>
    /// <param name="degreeWeight">
    /// What an edge more or less costs besides: of a pair the differences of their degrees, in and out; of a node alone its degree.
    /// </param>
    public static double Between(ComputationalGraph first, ComputationalGraph second, double degreeWeight = 0)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentOutOfRangeException.ThrowIfNegative(degreeWeight);
        return degreeWeight == 0 ? ByPrimitive(first, second) : ByAssignment(first, second, degreeWeight);
    }

    /// <summary>Where costs are 0 or 1 by kind, the best assignment pairs nodes of a kind as long as both graphs have some.</summary>
    private static double ByPrimitive(ComputationalGraph first, ComputationalGraph second)
    {
        int shared = first.Nodes.CountBy(node => node.Primitive)
            .Join(
                second.Nodes.CountBy(node => node.Primitive),
                mine => mine.Key,
                theirs => theirs.Key,
                (mine, theirs) => Math.Min(mine.Value, theirs.Value))
            .Sum();
        return Math.Max(first.Nodes.Count, second.Nodes.Count) - shared;
    }

    /// <summary>
    /// Every node of the second graph is inserted, unless it is some node's partner: what that saves is taken off the pair's cost. A node
    /// of the first graph may go to any of as many columns for deleted ones.
    /// </summary>
    private static double ByAssignment(ComputationalGraph first, ComputationalGraph second, double weight)
    {
        (int rows, int partners) = (first.Nodes.Count, second.Nodes.Count);
        int columns = partners + rows;
        double[] costs = new double[rows * columns];
        double[] alone = [.. second.Nodes.Select(node => 1 + (weight * (In(second, node) + Out(second, node))))];
        foreach (GraphNode node in first.Nodes)
        {
            (int incoming, int outgoing) = (In(first, node), Out(first, node));
            Span<double> row = costs.AsSpan(node.Index * columns, columns);
            row[partners..].Fill(1 + (weight * (incoming + outgoing)));
            foreach (GraphNode partner in second.Nodes)
            {
                int difference = Math.Abs(incoming - In(second, partner)) + Math.Abs(outgoing - Out(second, partner));
                row[partner.Index] = (node.Primitive == partner.Primitive ? 0 : 1) + (weight * difference) - alone[partner.Index];
            }
        }

        return alone.Sum() + Assignment.Solve(costs, rows, columns).Total;
    }

    private static int In(ComputationalGraph graph, GraphNode node) => graph.Predecessors[node.Index].Count;

    private static int Out(ComputationalGraph graph, GraphNode node) => graph.Successors[node.Index].Count;
}
