using Ghn.HyperNetworks.Graphs;
using Ghn.Networks;
using Ghn.Networks.Architectures;

namespace Ghn.HyperNetworks.Tests;

/// <summary>The computational graphs of the whole zoo against those that the reference traced.</summary>
public class ZooGraphTests
{
    public static TheoryData<string> Models => [.. GoldenFiles.Names("graphs", ".json.gz")];

    [Fact]
    public void All_74_models_are_covered() => Assert.Equal(74, Models.Count);

    [Theory]
    [MemberData(nameof(Models))]
    public void Graph_equals_the_reference(string model) =>
        GraphAssert.Equal(GoldenGraph.Read("graphs", model), ComputationalGraph.Of(Zoo.Create(model)));

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
}
