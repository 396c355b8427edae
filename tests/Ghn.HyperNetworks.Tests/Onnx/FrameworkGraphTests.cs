using Ghn.HyperNetworks.Graphs;

namespace Ghn.HyperNetworks.Tests;

/// <summary>Networks from other frameworks have the computational graphs of their twins in C#, node for node.</summary>
public class FrameworkGraphTests
{
    public static TheoryData<string> FilesWithTwins => [.. FrameworkTwins.Names];

    [Theory, MemberData(nameof(FilesWithTwins))]
    public void Graph_equals_that_of_the_twin(string name)
    {
        var actual = ComputationalGraph.Of(new FrameworkFile(name).Model.Network);
        var expected = ComputationalGraph.Of(FrameworkTwins.Create(name));
        Assert.Equal(
            expected.Nodes.Select(node => (node.Primitive, node.Shape)), actual.Nodes.Select(node => (node.Primitive, node.Shape)));
        Assert.Equal(expected.Edges, actual.Edges);
    }
}
