using FsCheck;
using FsCheck.Fluent;
using Ghn.Networks.Layers;
using Ghn.Networks.Layers.Attention;
using Ghn.Networks.State;
using Ghn.Tensors;

namespace Ghn.Networks.Tests;

/// <summary>The layers that move, pick, scale and gate channels.</summary>
public class ChannelLayerTests
{
    [Fact]
    public void Channels_go_last_and_come_back() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(
            Gen.Choose(1, 50).Three().ToArbitrary(),
            sizes =>
            {
                Signal input = new NetworkBuilder("test", [sizes.Item1, sizes.Item2, sizes.Item3]).Input;
                Signal last = input.ChannelsLast();
                return last.Shape.SequenceEqual([sizes.Item2, sizes.Item3, sizes.Item1]) && last.ChannelsFirst().Shape == input.Shape;
            }));

    [Theory]
    [InlineData(56, 28, 28, 14)]
    [InlineData(5, 9, 3, 5)]
    [InlineData(1, 1, 1, 1)]
    public void Merged_patches_halve_the_maps_rounding_up(int height, int width, int outHeight, int outWidth) =>
        Assert.Equal([outHeight, outWidth, 12], new PatchMerging().OutputShape([[height, width, 3]]));

    [Fact]
    public void Halves_of_the_channels_join_and_shuffle_to_the_whole()
    {
        Signal input = new NetworkBuilder("test", [10, 4, 6]).Input;
        Signal left = input.ChannelSlice(0, 5);
        Assert.Equal([5, 4, 6], left.Shape);
        Assert.Equal(input.Shape, SignalLayers.Concat([left, input.ChannelSlice(5, 5)]).ChannelShuffle(2).Shape);
    }

    [Theory]
    [InlineData(0, 11)]
    [InlineData(6, 5)]
    [InlineData(-1, 3)]
    [InlineData(2, 0)]
    public void Slices_beyond_the_channels_are_refused(int start, int count)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new ChannelSlice(start, count).OutputShape([[10, 4, 6]]));
        Assert.Equal($"ChannelSlice takes {count} channels from {start} on, but is given 10.", error.Message);
    }

    [Fact]
    public void Channels_that_groups_do_not_divide_are_refused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new ChannelShuffle(3).OutputShape([[10, 4, 6]]));
        Assert.Equal("ChannelShuffle cannot deal 10 channels out of 3 groups.", error.Message);
    }

    [Fact]
    public void A_layer_scale_bears_its_own_name_and_one_value()
    {
        var network = new NetworkBuilder("test", [4, 2, 2]);
        Network built = network.Build(network.Input.LayerScale("block.layer_scale", initialValue: 0.25));

        StateSpec entry = Assert.Single(built.Parameters);
        Assert.Equal("block.layer_scale", entry.Name);
        Assert.Equal([4, 1, 1], entry.Shape);
        using StateDict values = built.Initialize();
        Assert.All(values[entry.Name].Values.ToArray(), value => Assert.Equal(0.25f, value));
    }

    [Fact]
    public void Stochastic_depth_keeps_any_shape() =>
        Assert.Equal([7, 3, 5], new StochasticDepth(0.2).OutputShape([[7, 3, 5]]));

    [Fact]
    public void Squeeze_and_excitation_gates_the_maps_by_a_value_per_channel()
    {
        var network = new NetworkBuilder("test", [16, 9, 7]);
        Signal maps = network.Input.Conv2d("conv", 16, kernel: 1);
        Network built = network.Build(maps.SqueezeExcitation("se", 4, ActivationFunction.Silu, ActivationFunction.Hardsigmoid));

        Layer[] expected =
        [
            new AdaptiveAvgPool2d(1),
            new Conv2d(16, 4, 1, 1, 0, 1, 1, Bias: true), new Activation(ActivationFunction.Silu),
            new Conv2d(4, 16, 1, 1, 0, 1, 1, Bias: true), new Activation(ActivationFunction.Hardsigmoid),
            new Multiply(),
        ];
        Assert.Equal(expected, built.Nodes.Skip(1).Select(node => node.Layer));
        Assert.Equal([maps.Node, built.Nodes.Count - 2], built.Nodes[^1].Inputs);
        Assert.Equal([16, 9, 7], built.Nodes[^1].OutputShape);
        Assert.Equal(["se.fc1.weight", "se.fc1.bias", "se.fc2.weight", "se.fc2.bias"], built.State.Skip(2).Select(entry => entry.Name));
    }
}
