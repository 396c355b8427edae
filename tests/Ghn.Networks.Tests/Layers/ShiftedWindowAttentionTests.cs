using FsCheck;
using FsCheck.Fluent;
using Ghn.Networks.Layers;
using Ghn.Networks.Layers.Attention;
using Ghn.Networks.State;
using Ghn.Tensors;

namespace Ghn.Networks.Tests;

/// <summary>Window attention: its state, and the index of relative positions.</summary>
public class ShiftedWindowAttentionTests
{
    [Fact]
    public void State_is_in_PyTorchs_order()
    {
        IEnumerable<(string, Shape, StateKind)> expected =
        [
            ("relative_position_bias_table", [169, 3], StateKind.Parameter),
            ("relative_position_index", [2401], StateKind.Buffer),
            ("qkv.weight", [288, 96], StateKind.Parameter),
            ("qkv.bias", [288], StateKind.Parameter),
            ("proj.weight", [96, 96], StateKind.Parameter),
            ("proj.bias", [96], StateKind.Parameter),
        ];
        IReadOnlyList<LayerState> state = new ShiftedWindowAttention(96, Heads: 3, Window: 7, Shift: 0).State;
        Assert.Equal(expected, state.Select(entry => (entry.Name, entry.Shape, entry.Kind)));
    }

    /// <summary>Numbers that torchvision 0.14 gives.</summary>
    [Theory]
    [InlineData(1, new long[] { 0 }, 0)]
    [InlineData(2, new long[] { 4, 3, 1, 0, 5, 4, 2, 1, 7, 6, 4, 3, 8, 7, 5, 4 }, 64)]
    [InlineData(3, new long[] { 12, 11, 10, 7, 6, 5, 2, 1, 0, 13, 12, 11, 8, 7, 6, 3 }, 972)]
    [InlineData(7, new long[] { 84, 83, 82, 81, 80, 79, 78, 71, 70, 69, 68, 67, 66, 65, 58, 57 }, 201_684)]
    public void Index_is_torchvisions(int window, long[] beginning, long sum)
    {
        long[] index = Index(window);
        Assert.Equal(beginning, index[..beginning.Length]);
        Assert.Equal(sum, index.Sum());
    }

    [Fact]
    public void Index_depends_on_the_offset_alone() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(
            Gen.Choose(1, 9).ToArbitrary(),
            window =>
            {
                long[] index = Index(window);
                int positions = window * window;
                int offsets = (2 * window) - 1;
                var pairs = from query in Enumerable.Range(0, positions)
                            from key in Enumerable.Range(0, positions)
                            select (
                                Offset: ((query / window) - (key / window), (query % window) - (key % window)),
                                Index: index[(query * positions) + key]);
                return pairs.Distinct().Count() == offsets * offsets
                    && index.ToHashSet().SetEquals(Enumerable.Range(0, offsets * offsets).Select(entry => (long)entry));
            }));

    [Theory]
    [InlineData(56, 56)]
    [InlineData(11, 5)]
    [InlineData(1, 1)]
    public void Maps_of_any_size_keep_it(int height, int width)
    {
        var layer = new ShiftedWindowAttention(96, Heads: 3, Window: 7, Shift: 3);
        Assert.Equal([height, width, 96], layer.OutputShape([[height, width, 96]]));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var layer = new ShiftedWindowAttention(96, Heads: 3, Window: 7, Shift: 3);
        AssertRefused("takes (height, width, 96), but is given 96×8×8", layer, [96, 8, 8]);
        AssertRefused("takes feature maps (height, width, features), not 64×96", layer, [64, 96]);
        AssertRefused("cannot share 96 features among 5 heads", layer with { Heads = 5 }, [8, 8, 96]);
        AssertRefused("cannot shift windows of 7 by 7", layer with { Shift = 7 }, [8, 8, 96]);
    }

    private static long[] Index(int window)
    {
        LayerState entry = new ShiftedWindowAttention(8, Heads: 2, window, Shift: 0).State.Single(state => state.Kind == StateKind.Buffer);
        using Tensor index = entry.Initializer.Create(entry.Shape, new RandomSource(0, entry.Name));
        return [.. index.Elements<long>()];
    }

    private static void AssertRefused(string complaint, Layer layer, Shape input)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => layer.OutputShape([input]));
        Assert.Equal($"ShiftedWindowAttention {complaint}.", error.Message);
    }
}
