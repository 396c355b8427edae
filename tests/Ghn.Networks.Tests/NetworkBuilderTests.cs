using Ghn.Networks.Layers;
using Ghn.Networks.State;

namespace Ghn.Networks.Tests;

/// <summary>Writing networks: order of state, initialisation rules, and clear errors.</summary>
public class NetworkBuilderTests
{
    [Fact]
    public void A_network_is_what_was_written()
    {
        var builder = new NetworkBuilder("two-layer", [3, 32, 32]);
        Network network = builder.Build(builder.Input
            .Conv2d("conv", 16, kernel: 3, padding: 1).BatchNorm2d("bn").Relu()
            .AdaptiveAvgPool2d(1).Flatten().Linear("fc", 10));

        Assert.Equal("two-layer", network.Name);
        Assert.Equal(["conv", "bn", "relu", "adaptiveavgpool2d", "flatten", "fc"], network.Nodes.Select(node => node.Name));
        Assert.Equal([5], network.Outputs);
        Assert.Equal(10, network.ClassCount);
        Assert.Equal((16 * 27) + 16 + 32 + 170, network.ParameterCount);
        Assert.Equal(
            ["conv.weight", "conv.bias", "bn.weight", "bn.bias", "fc.weight", "fc.bias"], network.Parameters.Select(entry => entry.Name));
        Assert.Equal(
            ["bn.running_mean", "bn.running_var", "bn.num_batches_tracked"],
            network.State.Where(entry => !entry.IsParameter).Select(entry => entry.Name));
    }

    [Fact]
    public void Nodes_without_state_are_numbered_by_kind()
    {
        Signal x = Input.Relu().Relu().Activate(ActivationFunction.Silu).Relu();
        Assert.Equal(["relu", "relu_1", "silu", "relu_2"], x.Network.Build(x).Nodes.Select(node => node.Name));
    }

    [Fact]
    public void Declared_layers_come_first_in_the_state()
    {
        Signal input = Input;
        input.Network.Declare("second");
        Signal x = input.Conv2d("first", 4, kernel: 1, bias: false).Conv2d("second", 4, kernel: 1, bias: false);
        Network network = input.Network.Build(x);
        Assert.Equal(["second.weight", "first.weight"], network.State.Select(entry => entry.Name));
        Assert.Equal(["first", "second"], network.Nodes.Select(node => node.Name));
    }

    [Fact]
    public void The_last_rule_that_applies_initialises()
    {
        Signal input = Input;
        NetworkBuilder builder = input.Network;
        builder.Initialize<Conv2d>("weight", Initializer.Normal(1));
        builder.Initialize<Conv2d>("weight", Initializer.Normal(2), (name, _) => name.StartsWith('b'));
        builder.Initialize<Conv2d>("weight", conv => Initializer.Normal(conv.OutChannels), (_, conv) => conv.Groups > 1);
        Network network = builder.Build(input
            .Conv2d("a", 6, kernel: 1).Conv2d("b", 6, kernel: 1).Conv2d("b_grouped", 6, kernel: 1, groups: 2).Flatten().Linear("fc", 2));

        Dictionary<string, Initializer> initializers = network.State.ToDictionary(entry => entry.Name, entry => entry.Initializer);
        Assert.Equal(Initializer.Normal(1), initializers["a.weight"]);
        Assert.Equal(Initializer.Normal(2), initializers["b.weight"]);
        Assert.Equal(Initializer.Normal(6), initializers["b_grouped.weight"]);
        Assert.Equal(Initializer.Uniform(1 / Math.Sqrt(3)), initializers["a.bias"]);
        Assert.Equal(Initializer.KaimingUniform(), initializers["fc.weight"]);
    }

    [Fact]
    public void A_layer_with_parameters_needs_a_name() =>
        AssertRefused("A Linear has parameters and needs a name", () => Input.Apply(new Linear(8, 2, Bias: true)));

    [Fact]
    public void Two_layers_cannot_share_a_name() =>
        AssertRefused("two layers called conv", () => Input.Conv2d("conv", 3, kernel: 1).Conv2d("conv", 3, kernel: 1));

    [Fact]
    public void Channels_must_match() =>
        AssertRefused(
            "test, layer conv: Conv2d has 4 input channels, but is given 3",
            () => Input.Apply(new Conv2d(4, 8, 1, 1, 0, 1, Groups: 1, Bias: true), "conv"));

    [Fact]
    public void Features_must_match() =>
        AssertRefused(
            "test, layer fc: Linear has 4 input features, but is given 192",
            () => Input.Flatten().Apply(new Linear(4, 2, Bias: true), "fc"));

    [Fact]
    public void Groups_must_divide_the_channels() =>
        AssertRefused(
            "test, layer conv: Conv2d cannot split 3 input and 8 output channels into 2 groups",
            () => Input.Conv2d("conv", 8, kernel: 1, groups: 2));

    [Fact]
    public void Kernels_must_fit() =>
        AssertRefused(
            "test, layer conv: Conv2d does not fit into an input of size 8; a larger --image-size helps",
            () => Input.Conv2d("conv", 8, kernel: 9));

    [Fact]
    public void Sums_need_equal_shapes() =>
        AssertRefused(
            "test, layer add: Add cannot add 3×8×8 and 3×4×4",
            () =>
            {
                Signal input = Input;
                input.Add(input.MaxPool2d(2));
            });

    [Fact]
    public void Feature_maps_and_vectors_do_not_mix() =>
        AssertRefused(
            "test, layer maxpool2d: MaxPool2d takes feature maps (channels, height, width), not 192", () => Input.Flatten().MaxPool2d(2));

    [Fact]
    public void Signals_of_another_network_are_refused() =>
        AssertRefused("test, layer add: an input is a signal of another network", () => Input.Add(Input));

    [Fact]
    public void A_declared_layer_must_be_appended()
    {
        Signal input = Input;
        input.Network.Declare("forgotten");
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => input.Network.Build(input.Relu()));
        Assert.Contains("test declares a layer forgotten, but none was appended", error.Message);
    }

    private static Signal Input => new NetworkBuilder("test", [3, 8, 8]).Input;

    private static void AssertRefused(string message, Action action) =>
        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(action).Message);
}
