using Ghn.Networks.Execution;
using Ghn.Networks.Layers;
using Ghn.Tensors;
using Ghn.Tensors.Kernels.Elementwise;
using Ghn.Tensors.Kernels.Reductions;
using Arithmetic = Ghn.Networks.Layers.Arithmetic;

namespace Ghn.Networks.Tests;

/// <summary>Functions of several signals, along dimensions, and of elements with parameters, as layers.</summary>
public class ArithmeticLayerTests
{
    private static readonly float[] Maps = [1, -2, 3, 4, 0.5f, -6];

    [Fact]
    public void Means_are_of_all_signals() =>
        Assert.Equal([2, -4, 6, 8, 1, -12], Run(x => ArithmeticSignals.Mean(x, x.Add(x), x.Add(x).Add(x)), Maps));

    [Fact]
    public void The_maximum_of_a_single_signal_is_that_signal() => Assert.Equal(Maps, Run(x => ArithmeticSignals.Maximum(x), Maps));

    [Fact]
    public void Maxima_and_minima_are_of_all_signals()
    {
        Assert.Equal([1, 2, 3, 4, 0.5f, 6], Run(x => ArithmeticSignals.Maximum(x, x.Pointwise(PointwiseFunction.Negate), x), Maps));
        Assert.Equal([-1, -2, -3, -4, -0.5f, -6], Run(x => ArithmeticSignals.Minimum(x, x, x.Pointwise(PointwiseFunction.Negate)), Maps));
    }

    [Fact]
    public void Differences_and_quotients_repeat_what_a_signal_lacks()
    {
        Assert.Equal([0, -3, 2, 0, -3.5f, -10], Run(x => x.Subtract(x.Gather(2, [0])), Maps));
        Assert.Equal([0.25f, -4, -0.5f, 1, 1, 1], Run(x => x.Divide(x.Gather(0, [1])), Maps));
    }

    [Fact]
    public void A_normalisation_batch_and_its_broadcast_sum_do_not_run_as_one()
    {
        var builder = new NetworkBuilder("test", [2, 1, 3]);
        Signal normalized = builder.Input.BatchNorm2d("norm", epsilon: 0);
        Network network = builder.Build(normalized.Add(normalized.Reduce(ReductionFunction.Max, [2], keepsDimensions: true)));
        using StateDict state = network.Initialize();
        using var model = new Model(network, state);
        using Tensor images = Tensor.From<float>(Maps, [1, 2, 1, 3]);
        using Tensor output = model.Predict(images);
        Assert.Equal([4, 1, 6, 8, 4.5f, -2], output.Values.ToArray());
    }

    [Fact]
    public void Gates_may_have_a_value_per_position() => Assert.Equal(
        [4, -1, 9, 16, 0.25f, -18], Run(x => x.Multiply(x.Reduce(ReductionFunction.Max, [0], keepsDimensions: true)), Maps));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Reduced_dimensions_stay_or_go(bool keepsDimensions)
    {
        var reduction = new Reduction(ReductionFunction.Sum, [2, 0], keepsDimensions);
        Assert.Equal(keepsDimensions ? [1, 5, 1] : [5], reduction.OutputShape([[4, 5, 6]]));
        Assert.Throws<ArgumentException>(() => reduction.OutputShape([[4, 5]]));
    }

    [Fact]
    public void Norms_are_along_any_dimensions() => Assert.Equal(
        [5, 10], Run(x => x.Reduce(ReductionFunction.L2, [2, 1]), [3, 4, 0, 6, 0, 8]));

    [Fact]
    public void Slopes_belong_to_the_first_dimension_of_any_signal()
    {
        Assert.Equal([3, 4], new PRelu(3).OutputShape([[3, 4]]));
        Assert.Equal([5, 7, 7], new PRelu(1).OutputShape([[5, 7, 7]]));
        Assert.Throws<ArgumentException>(() => new PRelu(3).OutputShape([[4, 3]]));
        Assert.Equal([1, -0.5f, 3, 4, 0.5f, -1.5f], Run(x => x.Flatten().Apply(new PRelu(6), "slopes"), Maps));
        Assert.Equal([1, -0.5f, 3, 4, 0.5f, -1.5f], Run(x => x.Apply(new PRelu(1), "slope"), Maps));
    }

    [Fact]
    public void Signals_whose_sizes_differ_are_refused()
    {
        var subtract = new Arithmetic(SignalFunction.Subtract);
        ArgumentException error = Assert.Throws<ArgumentException>(() => subtract.OutputShape([[4, 2], [4, 3]]));
        Assert.Equal("Arithmetic cannot join 4×2 and 4×3.", error.Message);
        Assert.Throws<ArgumentException>(() => new Arithmetic(SignalFunction.Divide).OutputShape([[4, 2]]));
        Assert.Throws<ArgumentException>(() => new Add().OutputShape([[4, 2], [2]]));
        Assert.Throws<ArgumentException>(() => Pointwise.Shrink(-1, 0).OutputShape([[4]]));
    }

    private static float[] Run(Func<Signal, Signal> layer, float[] values)
    {
        var builder = new NetworkBuilder("test", [2, 1, 3]);
        Network network = builder.Build(layer(builder.Input));
        using StateDict state = network.Initialize();
        using var model = new Model(network, state);
        using Tensor images = Tensor.From<float>(values, [1, 2, 1, 3]);
        using Tensor output = model.Predict(images);
        return output.Values.ToArray();
    }
}
