using Ghn.Networks.Architectures;
using Ghn.Networks.Layers;
using Ghn.Networks.State;
using Ghn.Tensors;

namespace Ghn.Networks.Tests;

/// <summary>Every architecture against torchvision: state dict, outputs, and the invariants of a network.</summary>
public class ZooStateTests
{
    public static TheoryData<string> Names => [.. Zoo.Names];

    [Theory, MemberData(nameof(Names))]
    public void State_dict_is_torchvisions(string name)
    {
        IEnumerable<(string, Shape, StateKind)> expected =
            GoldenZoo.Network(name).State.Select(entry => (entry.Name, entry.Shape, entry.Kind));
        Assert.Equal(expected, Zoo.Create(name).State.Select(entry => (entry.Name, entry.Shape, entry.Kind)));
    }

    [Theory, MemberData(nameof(Names))]
    public void Outputs_are_torchvisions(string name)
    {
        Network network = Zoo.Create(name);
        Assert.Equal(GoldenZoo.Network(name).Outputs, network.Outputs.Select(output => network.Nodes[output].OutputShape));
        Assert.Equal(1000, network.ClassCount);
    }

    [Theory, MemberData(nameof(Names))]
    public void Normalisations_are_torchvisions(string name)
    {
        Layer[] layers = [.. Zoo.Create(name).Nodes.Select(node => node.Layer)];
        GoldenNetwork golden = GoldenZoo.Network(name);
        Assert.Equal(golden.BatchNorm, layers.OfType<BatchNorm2d>().Select(norm => (norm.Epsilon, norm.Momentum)).Distinct());
        Assert.Equal(golden.LayerNorm, layers.OfType<LayerNorm>().Select(norm => norm.Epsilon).Distinct());
    }

    [Theory, MemberData(nameof(Names))]
    public void Dropouts_are_torchvisions(string name)
    {
        IEnumerable<double> probabilities = Zoo.Create(name).Nodes.Select(node => node.Layer).OfType<Dropout>()
            .Select(dropout => dropout.Probability).Where(probability => probability > 0);
        Assert.Equal(GoldenZoo.Network(name).Dropout, probabilities.Order());
    }

    [Theory, MemberData(nameof(Names))]
    public void Stochastic_depths_are_torchvisions(string name)
    {
        IEnumerable<double> probabilities = Zoo.Create(name).Nodes.Select(node => node.Layer).OfType<StochasticDepth>()
            .Select(depth => depth.Probability).Where(probability => probability > 0);
        IReadOnlyList<double> expected = GoldenZoo.Network(name).StochasticDepth;
        Assert.Equal(expected.Count, probabilities.Count());
        Assert.All(probabilities.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, tolerance: 1e-12));
    }

    [Theory]
    [InlineData("alexnet", 61_100_840)]
    [InlineData("vgg16", 138_357_544)]
    [InlineData("resnet50", 25_557_032)]
    [InlineData("squeezenet1_0", 1_248_424)]
    [InlineData("densenet121", 7_978_856)]
    [InlineData("googlenet", 13_004_888)]
    [InlineData("inception_v3", 27_161_264)]
    [InlineData("regnet_y_400mf", 4_344_144)]
    [InlineData("mobilenet_v2", 3_504_872)]
    [InlineData("mnasnet1_0", 4_383_312)]
    [InlineData("mobilenet_v3_large", 5_483_032)]
    [InlineData("shufflenet_v2_x1_0", 2_278_604)]
    [InlineData("efficientnet_b0", 5_288_548)]
    [InlineData("efficientnet_v2_s", 21_458_488)]
    [InlineData("vit_b_16", 86_567_656)]
    [InlineData("swin_t", 28_288_354)]
    [InlineData("convnext_tiny", 28_589_128)]
    public void Parameter_count_is_the_published_one(string name, long expected) =>
        Assert.Equal(expected, Zoo.Create(name).ParameterCount);

    [Theory, MemberData(nameof(Names))]
    public void Class_count_changes_the_heads_alone(string name)
    {
        const int ClassCount = 7;
        Network network = Zoo.Create(name, ClassCount);
        Network original = Zoo.Create(name);

        Assert.Equal(ClassCount, network.ClassCount);
        Assert.All(network.Outputs, output => Assert.Equal([ClassCount], network.Nodes[output].OutputShape));
        Assert.Equal(original.State.Select(entry => entry.Name), network.State.Select(entry => entry.Name));
        Shape[] changed = [.. network.State.Select(entry => entry.Shape).Where((shape, i) => shape != original.State[i].Shape)];
        Assert.Equal(2 * network.Outputs.Count, changed.Length);
        Assert.All(changed, shape => Assert.Equal(ClassCount, shape[0]));
    }

    [Theory, MemberData(nameof(Names))]
    public void Each_node_comes_after_its_inputs_and_is_used(string name)
    {
        Network network = Zoo.Create(name);
        var used = new HashSet<int>(network.Outputs);
        for (int i = 0; i < network.Nodes.Count; i++)
        {
            Assert.NotEmpty(network.Nodes[i].Inputs);
            Assert.All(network.Nodes[i].Inputs, input => Assert.InRange(input, Network.InputNode, i - 1));
            used.UnionWith(network.Nodes[i].Inputs);
        }

        Assert.Equal(Enumerable.Range(Network.InputNode, network.Nodes.Count + 1), used.Order());
    }

    [Theory, MemberData(nameof(Names))]
    public void Output_shapes_follow_from_the_inputs(string name)
    {
        Network network = Zoo.Create(name);
        Shape ShapeOf(int node) => node == Network.InputNode ? network.InputShape : network.Nodes[node].OutputShape;
        Assert.All(network.Nodes, node => Assert.Equal(node.OutputShape, node.Layer.OutputShape([.. node.Inputs.Select(ShapeOf)])));
    }

    [Theory, MemberData(nameof(Names))]
    public void Names_are_unique_and_every_state_entry_belongs_to_one_node(string name)
    {
        Network network = Zoo.Create(name);
        Assert.Distinct(network.Nodes.Select(node => node.Name));
        Assert.Distinct(network.State.Select(entry => entry.Name));
        Assert.Equal(
            network.Nodes.SelectMany(node => node.Layer.State.Select(entry => node.StateName(entry.Name))).Order(),
            network.State.Select(entry => entry.Name).Order());
    }
}
