using Ghn.HyperNetworks.Graphs;
using Ghn.Networks;

namespace Ghn.HyperNetworks.Tests;

/// <summary>Networks of cells against the reference: 46 of all splits, and the predefined ones, each for CIFAR and for ImageNet.</summary>
public class DeepNetGraphTests
{
    public static TheoryData<string> Names => [.. GoldenDeepNets.Names];

    [Fact]
    public void All_entries_are_covered() => Assert.Equal((2 * 46) + 8, Names.Count);

    [Theory, MemberData(nameof(Names))]
    public void Parameters_equal_the_reference(string name)
    {
        GoldenDeepNet golden = GoldenDeepNets.Of(name);
        Assert.Equal(golden.Parameters, golden.Network.Parameters.Select(parameter => (parameter.Name, parameter.Shape)));
    }

    [Theory, MemberData(nameof(Names))]
    public void Graph_equals_the_reference(string name)
    {
        GoldenDeepNet golden = GoldenDeepNets.Of(name);
        GraphAssert.Equal(golden.Graph, ComputationalGraph.Of(golden.Network));
    }

    [Theory, MemberData(nameof(Names))]
    public void Dead_branches_leave_no_trace_in_the_graph(string name)
    {
        Network network = GoldenDeepNets.Of(name).Network;
        var graph = ComputationalGraph.Of(network);
        Network reduced = network.WithoutDeadBranches();
        var reducedGraph = ComputationalGraph.Of(reduced);
        Assert.Equal(graph.Nodes.Select(node => node.Name), reducedGraph.Nodes.Select(node => node.Name));
        Assert.Equal(graph.Edges, reducedGraph.Edges);
        Assert.Equal(
            reduced.Parameters.Select(parameter => parameter.Name).Order(),
            graph.Nodes.SelectMany(node => (string?[])[node.Parameter, node.ShiftParameter]).OfType<string>().Order());
    }
}
