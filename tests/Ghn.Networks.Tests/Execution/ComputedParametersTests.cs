using Ghn.Networks.Execution;
using Ghn.Networks.Layers;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;

namespace Ghn.Networks.Tests;

/// <summary>
/// Layers that act with what is computed from a parameter, or with another layer's parameter, beside plain ones and the chain rule.
/// </summary>
public class ComputedParametersTests
{
    private const int Side = 8;
    private const float Shift = 0.1f;

    private static readonly int[] Labels = [2, 0];

    [Fact]
    public void A_layer_acts_with_what_is_computed_and_what_is_learnt_gets_its_gradient()
    {
        var square = new NetworkBuilder("square", [4, 3, 3, 3]);
        Signal product = square.Append(new Multiply(), [square.Input, square.Input]);
        Network computation = square.Build(product.Apply(new FrozenAffine([1], [Shift])));
        var computations = new Dictionary<string, Network> { ["weight"] = computation };
        Network computed = Classifier(builder => builder.Append(Convolution(), [builder.Input], "conv", computations: computations));
        Network plain = Classifier(builder => builder.Append(Convolution(), [builder.Input], "conv"));
        using StateDict learnt = plain.Initialize(seed: 1);
        using StateDict squared = plain.Initialize(seed: 1);
        float[] weights = learnt["conv.weight"].Values.ToArray();
        weights.Select(weight => (weight * weight) + Shift).ToArray().CopyTo(squared["conv.weight"].Values);

        (float[] logits, StateDict gradients) = Run(computed, learnt);
        (float[] expected, StateDict outer) = Run(plain, squared);
        RequireEqual(expected, logits);
        RequireEqual(
            [.. outer["conv.weight"].Values.ToArray().Zip(weights, (gradient, weight) => gradient * 2 * weight)],
            gradients["conv.weight"].Values.ToArray());
    }

    [Fact]
    public void Layers_that_share_a_parameter_have_it_once_and_add_up_its_gradients()
    {
        Network tied = Classifier(builder => Second(builder, Names("first")));
        Network apart = Classifier(builder => Second(builder, Names("second")));
        Assert.Equal(["first.weight", "fc.weight", "fc.bias"], tied.Parameters.Select(entry => entry.Name));
        using StateDict state = tied.Initialize(seed: 1);
        using StateDict both = apart.Initialize(seed: 1);
        state["first.weight"].Values.CopyTo(both["second.weight"].Values);

        (float[] logits, StateDict gradients) = Run(tied, state);
        (float[] expected, StateDict outer) = Run(apart, both);
        RequireEqual(expected, logits);
        RequireEqual(
            [.. outer["first.weight"].Values.ToArray().Zip(outer["second.weight"].Values.ToArray(), (first, second) => first + second)],
            gradients["first.weight"].Values.ToArray());

        static Dictionary<string, string> Names(string layer) => new() { ["weight"] = $"{layer}.weight" };

        static Signal Second(NetworkBuilder builder, Dictionary<string, string> names)
        {
            var layer = new Conv2d(3, 3, 3, 1, 1, 1, 1, Bias: false);
            return builder.Append(
                layer, [builder.Append(layer, [builder.Input], "first").Activate(ActivationFunction.Tanh)], "second", names);
        }
    }

    private static Conv2d Convolution() => new(3, 4, 3, 1, 1, 1, 1, Bias: false);

    private static Network Classifier(Func<NetworkBuilder, Signal> convolve)
    {
        var builder = new NetworkBuilder("network", [3, Side, Side]);
        return builder.Build(convolve(builder).AdaptiveAvgPool2d(1).Flatten().Linear("fc", 3));
    }

    private static (float[] Logits, StateDict Gradients) Run(Network network, StateDict state)
    {
        using var model = new Model(network, state);
        using Tensor images = HashedValues.Images(Side);
        using ForwardPass pass = model.Forward(images, ExecutionMode.Evaluation);
        int[] labels = [.. Enumerable.Range(0, images.Shape[0]).Select(sample => Labels[sample % Labels.Length])];
        float[] logits = pass.Logits.Value.Values.ToArray();
        return (logits, pass.Backward(pass.Logits.CrossEntropy(labels)));
    }

    private static void RequireEqual(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = expected.Max(Math.Abs);
        Assert.True(scale > 0);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * scale));
    }
}
