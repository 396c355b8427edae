using Ghn.Networks.Execution;
using Ghn.Networks.Layers;
using Ghn.Tensors;

namespace Ghn.Networks.Tests;

/// <summary>Paddings and repetitions: PyTorch's numbers, and what they refuse.</summary>
public class GatherElementsTests
{
    [Fact]
    public void Paddings_and_repetitions_equal_PyTorchs() => GoldenLayer.Check("rearrangements", [], (golden, x) =>
    {
        int[] Integers(string attribute) => [.. golden.GetProperty(attribute).EnumerateArray().Select(number => number.GetInt32())];
        switch (golden.GetProperty("kind").GetString())
        {
            case "pad":
                (int[] begin, int[] end) = (Integers("begin"), Integers("end"));
                var mode = Enum.Parse<PaddingMode>(golden.GetProperty("mode").GetString()!, ignoreCase: true);
                return x.Pad2d((begin[0], begin[1]), (end[0], end[1]), mode, golden.GetProperty("value").GetDouble());
            case "tile":
                return x.Tile(Integers("repeats"));
            case "expand":
                return x.Expand([.. Integers("shape")]);
            default:
                return x.Gather(golden.GetProperty("axis").GetInt32(), Integers("indices"));
        }
    });

    [Fact]
    public void A_single_entry_is_all_that_its_mirror_shows() => Assert.Equal(
        [4, 4, 4, 4],
        Run(new NetworkBuilder("test", [1, 1, 1]).Input, x => x.Pad2d((0, 1), (0, 2), PaddingMode.Reflect), [4]));

    [Fact]
    public void Padding_with_minus_infinity_never_wins_a_maximum() => Assert.Equal(
        [-3, -1],
        Run(
            new NetworkBuilder("test", [1, 1, 3]).Input,
            x => x.Pad2d((0, 1), (0, 0), value: double.NegativeInfinity).MaxPool2d((1, 2)), [-3, -2, -1]));

    [Fact]
    public void Padding_with_zeros_may_win_a_maximum() => Assert.Equal(
        [0, -1],
        Run(new NetworkBuilder("test", [1, 1, 3]).Input, x => x.Pad2d((0, 1), 0).MaxPool2d((1, 2)), [-3, -2, -1]));

    [Fact]
    public void Channels_that_move_alike_run_by_one_order()
    {
        Signal input = new NetworkBuilder("test", [5, 4, 6]).Input;
        GatherElements padding = (GatherElements)input.Network.Build(input.Pad2d(1, 2, PaddingMode.Circular)).Nodes[0].Layer;
        var blocks = BlockSelection.Of(padding);
        Assert.Equal((5, 24, 7 * 9), (blocks.Groups, blocks.Rows.SourceRows, blocks.Rows.Rows));
        GatherElements exchange = (GatherElements)input.Network.Build(input.Gather(0, [1, 0, 2, 3, 3])).Nodes[1].Layer;
        Assert.Equal((1, 24), (BlockSelection.Of(exchange).Groups, BlockSelection.Of(exchange).Width));
    }

    [Fact]
    public void Places_beyond_the_signal_are_refused()
    {
        Signal input = new NetworkBuilder("test", [3, 4, 6]).Input;
        ArgumentException error = Assert.Throws<ArgumentException>(() => input.Gather(1, [4]));
        Assert.Equal("The places do not lie within a signal 3×4×6. (Parameter 'places')", error.Message);
        Assert.Throws<ArgumentException>(() => input.Tile(2, 2));
        Assert.Throws<ArgumentException>(() => input.Expand([3, 4, 7]));
    }

    private static float[] Run(Signal input, Func<Signal, Signal> layer, float[] values)
    {
        Network network = input.Network.Build(layer(input));
        using var model = new Model(network, []);
        using Tensor images = Tensor.From<float>(values, [1, .. input.Shape]);
        using Tensor output = model.Predict(images);
        return output.Values.ToArray();
    }
}
