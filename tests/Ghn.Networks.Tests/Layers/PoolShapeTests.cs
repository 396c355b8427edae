using FsCheck;
using FsCheck.Fluent;
using Ghn.Networks.Layers;
using Ghn.Tensors;

namespace Ghn.Networks.Tests;

/// <summary>How many positions sliding windows take.</summary>
public class PoolShapeTests
{
    /// <summary>Numbers that PyTorch 1.13 gives for <c>max_pool2d</c>.</summary>
    [Theory]
    [InlineData(13, 3, 2, 0, true, 6)]
    [InlineData(6, 3, 2, 0, true, 3)]
    [InlineData(6, 3, 2, 0, false, 2)]
    [InlineData(6, 3, 2, 1, true, 4)]
    [InlineData(2, 3, 2, 0, true, 1)]
    [InlineData(1, 3, 3, 0, true, 1)]
    [InlineData(3, 4, 2, 0, true, 1)]
    [InlineData(3, 2, 2, 1, true, 2)]
    [InlineData(5, 2, 2, 1, true, 3)]
    [InlineData(5, 2, 3, 1, true, 2)]
    [InlineData(4, 4, 3, 2, true, 2)]
    [InlineData(5, 4, 3, 2, true, 3)]
    [InlineData(8, 4, 3, 0, false, 2)]
    public void Pools_take_as_many_positions_as_in_PyTorch(int size, int kernel, int stride, int padding, bool ceiling, int expected)
    {
        Shape output = new MaxPool2d(kernel, stride, padding, ceiling).OutputShape([[5, size, size]]);
        Assert.Equal([5, expected, expected], output);
    }

    [Theory]
    [InlineData(1, 3, 2, true)]
    [InlineData(2, 3, 1, true)]
    [InlineData(2, 3, 2, false)]
    public void Pools_larger_than_their_input_are_refused(int size, int kernel, int stride, bool ceiling) =>
        Assert.Throws<ArgumentException>(() => new MaxPool2d(kernel, stride, 0, ceiling).OutputShape([[5, size, size]]));

    [Fact]
    public void Convolutions_take_every_position_where_the_kernel_fits() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(
            Gen.Choose(1, 40).Four().ToArbitrary(),
            sizes =>
            {
                (int size, int kernel, int stride) = (sizes.Item1, 1 + (sizes.Item2 % 7), 1 + (sizes.Item3 % 4));
                (int dilation, int padding) = (1 + (sizes.Item4 % 3), sizes.Item4 % 4);
                int padded = size + (2 * padding);
                int expected = Enumerable.Range(0, padded)
                    .Count(start => start % stride == 0 && start + (dilation * (kernel - 1)) < padded);
                var convolution = new Conv2d(2, 3, kernel, stride, padding, dilation, Groups: 1, Bias: false);
                return expected == 0
                    ? Record.Exception(() => convolution.OutputShape([[2, size, size]])) is ArgumentException
                    : convolution.OutputShape([[2, size, size]]).SequenceEqual([3, expected, expected]);
            }));

    [Fact]
    public void Heights_and_widths_are_independent()
    {
        Signal input = new NetworkBuilder("test", [3, 20, 30]).Input;
        Assert.Equal([8, 20, 24], input.Conv2d("row", 8, (1, 7)).Shape);
        Assert.Equal([3, 10, 6], input.AvgPool2d((2, 5)).Shape);
        Assert.Equal([3, 1, 7], input.AdaptiveAvgPool2d((1, 7)).Shape);
    }
}
