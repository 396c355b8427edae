using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Networks.Execution;
using Ghn.Networks.State;
using Ghn.Tensors;
using Ghn.Training.Initializations;

namespace Ghn.Training.Tests;

public class FixupTests
{
    [Theory]
    [InlineData("resnet18", 8, 2)]
    [InlineData("resnet50", 16, 3)]
    [InlineData("vit_b_32", 24, 2)]
    [InlineData("swin_t", 24, 2)]
    [InlineData("convnext_tiny", 18, 3)]
    [InlineData("mobilenet_v2", 10, 3)]
    public void Residual_branches_are_those_of_the_papers(string name, int branches, int weights)
    {
        IReadOnlyList<ResidualBranch> found = ResidualBranch.Of(Zoo.Create(name));
        Assert.Equal(branches, found.Count);
        Assert.All(found, branch => Assert.Equal(weights, branch.WeightCount));
    }

    [Fact]
    public void Without_normalisation_the_rules_are_the_papers()
    {
        Network network = Plain();
        using StateDict random = network.Initialize(seed: 1);
        using StateDict weights = Initialization.Fixup.Create(network, seed: 1);

        // Two branches of two and of three weights: 2^(-1/2) and 2^(-1/4).
        AssertScaled(random, weights, "stem.weight", 1);
        AssertScaled(random, weights, "a1.weight", Math.Pow(2, -0.5));
        AssertScaled(random, weights, "a2.weight", 0);
        AssertScaled(random, weights, "a2.bias", 0);
        AssertScaled(random, weights, "b1.weight", Math.Pow(2, -0.25));
        AssertScaled(random, weights, "b2.weight", Math.Pow(2, -0.25));
        AssertScaled(random, weights, "b3.weight", 0);
        AssertScaled(random, weights, "shortcut.weight", 1);
        AssertScaled(random, weights, "fc.weight", 0);
        AssertScaled(random, weights, "fc.bias", 0);
    }

    [Fact]
    public void With_normalisation_the_last_norm_of_a_branch_is_zero_instead()
    {
        Network network = Zoo.Create("resnet18", classCount: 10, imageSize: 32);
        using StateDict random = network.Initialize(seed: 1);
        using StateDict weights = Initialization.Fixup.Create(network, seed: 1);
        double scale = Math.Pow(8, -0.5);
        AssertScaled(random, weights, "layer2.0.bn2.weight", 0);
        AssertScaled(random, weights, "layer2.0.bn1.weight", 1);
        AssertScaled(random, weights, "layer2.0.conv1.weight", scale);
        AssertScaled(random, weights, "layer2.0.conv2.weight", scale);
        AssertScaled(random, weights, "layer2.0.downsample.0.weight", 1);
        AssertScaled(random, weights, "fc.weight", 0);
    }

    [Fact]
    public void Each_block_is_its_shortcut_at_first()
    {
        Network network = Plain();
        using StateDict weights = Initialization.Fixup.Create(network, seed: 3);
        using var model = new Model(network, weights);
        weights["fc.weight"].Values.Fill(1);
        using Tensor images = Initializer.Normal(1).Create([2, 3, 4, 4], new RandomSource(1, "images"));
        using Tensor logits = model.Predict(images);

        var bare = new NetworkBuilder("bare", [3, 4, 4]);
        Network shortcuts = bare.Build(bare.Input.Conv2d("stem", 4, 3, padding: 1).Conv2d("shortcut", 6, 1)
            .AdaptiveAvgPool2d(1).Flatten().Linear("fc", 2));
        var kept = new StateDict();
        foreach (StateSpec entry in shortcuts.State)
        {
            kept.Add(entry.Name, weights[entry.Name]);
        }

        using var bareModel = new Model(shortcuts, kept);
        using Tensor expected = bareModel.Predict(images);
        Assert.All(expected.Values.ToArray().Zip(logits.Values.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Theory]
    [InlineData("alexnet")]
    [InlineData("googlenet")]
    [InlineData("densenet121")]
    public void A_network_without_residual_branches_is_refused(string name)
    {
        var error = Assert.Throws<InvalidRequestException>(() => Initialization.Fixup.Create(Zoo.Create(name), seed: 0));
        Assert.Contains($"{name} has no residual branches", error.Message, StringComparison.Ordinal);
    }

    private static Network Plain()
    {
        var network = new NetworkBuilder("plain", [3, 4, 4]);
        Signal stem = network.Input.Conv2d("stem", 4, 3, padding: 1);
        Signal first = stem.Add(stem.Conv2d("a1", 8, 3, padding: 1).Relu().Conv2d("a2", 4, 3, padding: 1));
        Signal branch = first.Conv2d("b1", 4, 1).Relu().Conv2d("b2", 4, 3, padding: 1).Relu().Conv2d("b3", 6, 1);
        Signal second = branch.Add(first.Conv2d("shortcut", 6, 1));
        return network.Build(second.AdaptiveAvgPool2d(1).Flatten().Linear("fc", 2));
    }

    private static void AssertScaled(StateDict random, StateDict weights, string name, double factor)
    {
        float[] expected = [.. random[name].Values.ToArray().Select(value => (float)(value * (float)factor))];
        Assert.Contains(expected, value => factor == 0 || value != 0);
        Assert.Equal(expected, weights[name].Values.ToArray());
    }
}
