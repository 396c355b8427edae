using Ghn.Networks.Execution;
using Ghn.Networks.Layers;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Softmax = Ghn.Networks.Layers.Softmax;

namespace Ghn.Networks.Tests;

/// <summary>Products of signals, and what is the same for all samples.</summary>
public class SignalProductTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Matrices_are_multiplied_one_by_one(bool isTransposed)
    {
        // [[1, 2], [3, 4]] and [[0, 1], [−1, 0]], each with itself.
        float[] expected = isTransposed ? [5, 11, 11, 25, 1, 0, 0, 1] : [7, 10, 15, 22, -1, 0, 0, -1];
        Assert.Equal(expected, Run(x => x.Network.Append(new MatrixProduct(isTransposed), [x, x]), [2, 2, 2], [1, 2, 3, 4, 0, 1, -1, 0]));
    }

    [Fact]
    public void A_stack_of_one_matrix_meets_all_of_the_other() => Assert.Equal(
        [2, 0, 4, 0, 6, 0],
        Run(x => x.Network.Append(new MatrixProduct(), [x, Fixed(x, [1, 1, 2], 2, 0)]), [3, 1, 1], [1, 2, 3]));

    [Fact]
    public void Matrices_that_do_not_fit_are_refused()
    {
        Assert.Equal([4, 3, 5], new MatrixProduct().OutputShape([[4, 3, 2], [1, 2, 5]]));
        Assert.Equal(
            "MatrixProduct cannot multiply 3×2 by 3×2.",
            Assert.Throws<ArgumentException>(() => new MatrixProduct().OutputShape([[3, 2], [3, 2]])).Message);
        Assert.Throws<ArgumentException>(() => new MatrixProduct().OutputShape([[4, 3, 2], [2, 5]]));
        Assert.Throws<ArgumentException>(() => new MatrixProduct().OutputShape([[4, 3, 2], [3, 2, 5]]));
        Assert.Throws<ArgumentException>(() => new LearntTensor([3]).OutputShape([[3]]));
    }

    [Fact]
    public void A_softmax_is_along_the_last_dimension() => Assert.Equal(
        [0.5f, 0.5f, 0.5f, 0.5f], Run(x => x.Apply(new Softmax()), [1, 2, 2], [3, 3, 100, 100]));

    /// <summary>A normalisation before a sum runs where the sum stands, but not where the other term is the same for all samples.</summary>
    [Fact]
    public void A_learnt_tensor_is_the_same_for_all_samples_and_gathers_their_gradients()
    {
        var builder = new NetworkBuilder("test", [2, 1, 1]);
        Signal learnt = builder.Append(new LearntTensor([2, 1, 1]), [], "shift");
        Signal sum = builder.Input.BatchNorm2d("norm", epsilon: 0).Add(learnt);
        Signal both = SignalLayers.Concat([sum, builder.Append(new ForEachSample(), [learnt, sum])]);
        Network network = builder.Build(both.Flatten());
        using StateDict state = network.Initialize();
        state["shift"] = Tensor.From<float>([10, 20], [2, 1, 1]);
        using var model = new Model(network, state);
        using Tensor images = Tensor.From<float>([1, 2, 3, 4, 5, 6], [3, 2, 1, 1]);
        using ForwardPass pass = model.Forward(images, ExecutionMode.Evaluation);
        Assert.Equal([11, 22, 10, 20, 13, 24, 10, 20, 15, 26, 10, 20], pass.Logits.Value.Values.ToArray());
        using StateDict gradients = pass.Backward(pass.Logits.CrossEntropy([0, 1, 2]));
        Assert.Equal([2, 1, 1], gradients["shift"].Shape);
        Assert.Equal(0, gradients["shift"].Values.ToArray().Sum(), 1e-5f);
    }

    /// <summary>A gate of one sample for many is told from one of as many samples as there are positions.</summary>
    [Fact]
    public void A_gate_that_all_samples_share_is_no_gate_of_channels() => Assert.Equal(
        [1, 4, 3, 8], Run(x => x.Multiply(Fixed(x, [1, 2], 1, 2)), [1, 2], [1, 2, 3, 4]));

    private static Signal Fixed(Signal x, Shape shape, params double[] numbers) => x.Network.Append(new FixedTensor(shape, numbers), []);

    /// <summary>What a network makes of as many samples as there are numbers for.</summary>
    private static float[] Run(Func<Signal, Signal> layers, Shape shape, float[] numbers)
    {
        var builder = new NetworkBuilder("test", [shape[0], shape.Rank > 1 ? shape[1] : 1, shape.Rank > 2 ? shape[2] : 1]);
        Signal input = shape.Rank == 3 ? builder.Input : builder.Input.Apply(
            new GatherElements(builder.Input.Shape, shape, [.. Enumerable.Range(0, (int)shape.ElementCount)]));
        Network network = builder.Build(layers(input));
        using StateDict state = network.Initialize();
        using var model = new Model(network, state);
        using Tensor images = Tensor.From<float>(numbers, [numbers.Length / (int)shape.ElementCount, .. network.InputShape]);
        using Tensor output = model.Predict(images);
        return output.Values.ToArray();
    }
}
