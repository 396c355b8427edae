using FsCheck;
using FsCheck.Fluent;
using Ghn.HyperNetworks.Graphs;

namespace Ghn.HyperNetworks.Tests;

/// <summary>Shortest paths by breadth-first search against the all-pairs recursion of Floyd and Warshall.</summary>
public class ShortestPathsTests
{
    private const int Unreachable = 1 << 20;

    [Fact]
    public void Distances_equal_those_of_Floyd_and_Warshall() => Prop
        .ForAll(Graphs.ToArbitrary(), Gen.Choose(1, 12).ToArbitrary(), (edges, cutoff) =>
        {
            int count = 1 + edges.Select(edge => edge.Target).DefaultIfEmpty(0).Max();
            var graph = new ComputationalGraph(
                [.. Enumerable.Range(0, count).Select(i => new GraphNode(i, Primitive.Sum, $"{i}", null))], edges);
            int[,] expected = FloydWarshall(count, edges);
            ShortestPaths actual = graph.VirtualEdges(cutoff);
            for (int i = 0; i < count; i++)
            {
                for (int j = 0; j < count; j++)
                {
                    Assert.Equal(i != j && expected[i, j] <= cutoff ? expected[i, j] : 0, actual[i, j]);
                }
            }
        })
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Edges_are_the_pairs_at_distance_one()
    {
        ComputationalGraph graph = ComputationalGraph.Of(Networks.Architectures.Zoo.Create("googlenet"));
        Assert.Equal(
            graph.Edges, graph.VirtualEdges(50).Edges.Where(edge => edge.Distance == 1).Select(edge => (edge.Source, edge.Target)));
    }

    [Fact]
    public void An_edge_that_leads_backwards_is_refused() => Assert.Throws<ArgumentException>(() =>
        new ComputationalGraph([new GraphNode(0, Primitive.Input, "a", null), new GraphNode(1, Primitive.Sum, "b", null)], [(1, 0)]));

    private static Gen<(int Source, int Target)[]> Graphs =>
        from count in Gen.Choose(2, 24)
        from edges in Gen.ArrayOf(
            from source in Gen.Choose(0, count - 2)
            from target in Gen.Choose(source + 1, count - 1)
            select (source, target))
        select edges.Distinct().Order().ToArray();

    private static int[,] FloydWarshall(int count, (int Source, int Target)[] edges)
    {
        int[,] distance = new int[count, count];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++)
            {
                distance[i, j] = edges.Contains((i, j)) ? 1 : Unreachable;
            }
        }

        for (int k = 0; k < count; k++)
        {
            for (int i = 0; i < count; i++)
            {
                for (int j = 0; j < count; j++)
                {
                    distance[i, j] = Math.Min(distance[i, j], distance[i, k] + distance[k, j]);
                }
            }
        }

        return distance;
    }
}
