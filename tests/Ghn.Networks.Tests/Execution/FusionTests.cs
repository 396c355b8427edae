using Ghn.Networks.Execution;
using Ghn.Networks.Layers;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;

namespace Ghn.Networks.Tests;

/// <summary>What runs as one gives what its parts give.</summary>
public class FusionTests
{
    public static TheoryData<bool, bool> Modes => new() { { true, true }, { true, false }, { false, true }, { false, false } };

    [Theory]
    [MemberData(nameof(Modes))]
    public void Layers_that_run_as_one_give_what_they_give_apart(bool isTraining, bool isAffine)
    {
        // A node whose value the network returns is not fused.
        ExecutionMode mode = isTraining ? ExecutionMode.Training : ExecutionMode.Evaluation;
        (float[] fused, float[] fusedGradients) = Run(Build(isAffine, returnsParts: false), mode);
        (float[] apart, float[] gradients) = Run(Build(isAffine, returnsParts: true), mode);
        AssertClose(apart, fused);
        AssertClose(gradients, fusedGradients);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Values_that_nobody_reads_again_may_be_overwritten(bool isTraining, bool isAffine)
    {
        ExecutionMode mode = (isTraining ? ExecutionMode.Training : ExecutionMode.Evaluation) with { UpdatesRunningStatistics = false };
        Network network = Build(isAffine, returnsParts: false);
        using StateDict state = HashedValues.StateOf(network, gain: 1.4);
        using var model = new Model(network, state);
        using Tensor images = HashedValues.Images(9);
        using ForwardPass pass = model.Forward(images, mode);
        using Tensor logits = model.Predict(images, mode);
        AssertClose(pass.Logits.Value.Values.ToArray(), logits.Values.ToArray());
    }

    private static Network Build(bool isAffine, bool returnsParts)
    {
        var network = new NetworkBuilder("fusible", [3, 9, 9]);
        List<Signal> parts = [];
        Signal Part(Signal part)
        {
            parts.Add(part);
            return part;
        }

        Signal Normalize(Signal maps, string name) => maps.Apply(new BatchNorm2d(maps.Channels, Affine: isAffine), name);
        Signal x = Part(Normalize(network.Input.Conv2d("conv1", 6, kernel: 3), "bn1")).Activate(ActivationFunction.Hardswish);
        Signal y = Part(Normalize(x.Conv2d("conv2", 6, kernel: 1), "bn2"));
        Signal z = Part(Part(Normalize(x.Conv2d("conv3", 6, kernel: 3, padding: 1), "bn3")).Add(y)).Relu();
        Signal w = Part(Normalize(z.Conv2d("conv4", 6, kernel: 1), "bn4")).Add(z);
        Signal v = Part(w.AdaptiveAvgPool2d(1).Flatten().Linear("fc1", 8)).Activate(ActivationFunction.Gelu);
        Signal logits = v.Linear("fc2", 4);
        return returnsParts ? network.Build(logits, parts) : network.Build(logits);
    }

    private static (float[] Logits, float[] Gradients) Run(Network network, ExecutionMode mode)
    {
        using StateDict state = HashedValues.StateOf(network, gain: 1.4);
        using var model = new Model(network, state);
        using Tensor images = HashedValues.Images(9);
        using ForwardPass pass = model.Forward(images, mode);
        float[] logits = pass.Logits.Value.Values.ToArray();
        using Variable loss = pass.Logits.CrossEntropy([3, 1]);
        using StateDict gradients = pass.Backward(loss);
        return (logits, [.. gradients.Names.SelectMany(name => gradients[name].Values.ToArray())]);
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        float largest = expected.Max(Math.Abs);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f * largest));
    }
}
