using Ghn.HyperNetworks;
using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Networks.State;
using Ghn.Tensors;
using Ghn.Training.Initializations;

namespace Ghn.Training.Tests;

public class InitializationTests
{
    [Fact]
    public void Random_is_torchvisions_own_and_depends_on_the_seed()
    {
        Network network = Zoo.Create("squeezenet1_1", classCount: 10);
        using StateDict expected = network.Initialize(seed: 3);
        using StateDict weights = Initialization.Random.Create(network, seed: 3);
        using StateDict others = Initialization.Random.Create(network, seed: 4);
        Assert.Equal(expected.Names, weights.Names);
        Assert.All(weights.Names, name => Assert.Equal(expected[name].Values.ToArray(), weights[name].Values.ToArray()));
        Assert.NotEqual(weights["classifier.1.weight"].Values.ToArray(), others["classifier.1.weight"].Values.ToArray());
    }

    [Fact]
    public void Orthogonal_weights_have_orthonormal_rows_or_columns()
    {
        Network network = Zoo.Create("mobilenet_v3_small", classCount: 10);
        using StateDict random = network.Initialize(seed: 5);
        using StateDict weights = Initialization.Orthogonal.Create(network, seed: 5);
        foreach (StateSpec entry in network.State)
        {
            if (entry.Shape.Rank < 2)
            {
                Assert.Equal(random[entry.Name].Bytes(0, 1 << 20), weights[entry.Name].Bytes(0, 1 << 20));
            }
            else
            {
                Assert.InRange(DistanceFromOrthonormal(weights[entry.Name]), 0, 1e-5);
            }
        }
    }

    [Fact]
    public void Orthogonal_matrices_are_spread_evenly()
    {
        // Were the signs those of Householder's reflections, the first elements would not have a mean of zero.
        var network = new NetworkBuilder("one", [3, 1, 1]);
        Network architecture = network.Build(network.Input.Flatten().Linear("fc", 3));
        double[] first = [.. Enumerable.Range(0, 2000).Select(seed =>
        {
            using StateDict weights = Initialization.Orthogonal.Create(architecture, (ulong)seed);
            return (double)weights["fc.weight"].Values[0];
        })];
        Assert.InRange(first.Average(), -0.04, 0.04);
        Assert.InRange(first.Average(value => value * value), 0.31, 0.36);
    }

    [Fact]
    public void Predictions_leave_the_classifier_to_chance_when_class_counts_differ()
    {
        using HyperNetwork ghn = HyperNetwork.Load(Repository.Golden("ghns/ghn3_micro.pt"));
        Network network = Zoo.Create("resnet18", classCount: 7);
        using StateDict predicted = ghn.Predict(network).Weights;
        using StateDict weights = Initialization.Predicted(ghn).Create(network, seed: 1);
        using StateDict random = network.Initialize(seed: 1);
        Assert.NotEqual(random["conv1.weight"].Values.ToArray(), weights["conv1.weight"].Values.ToArray());
        foreach (string name in weights.Names)
        {
            StateDict expected = name.StartsWith("fc.", StringComparison.Ordinal) ? random : predicted;
            Assert.Equal(expected[name].Bytes(0, int.MaxValue), weights[name].Bytes(0, int.MaxValue));
        }
    }

    [Fact]
    public void Predictions_can_be_made_orthogonal()
    {
        using HyperNetwork ghn = HyperNetwork.Load(Repository.Golden("ghns/ghn3_micro.pt"));
        Network network = Zoo.Create("resnet18", classCount: 10, imageSize: 32);
        using StateDict plain = Initialization.Predicted(ghn).Create(network, seed: 1);
        using StateDict weights = Initialization.PredictedOrthogonal(ghn).Create(network, seed: 1);
        Assert.InRange(DistanceFromOrthonormal(weights["layer3.0.conv2.weight"]), 0, 1e-5);
        Assert.Equal(plain["fc.weight"].Values.ToArray(), weights["fc.weight"].Values.ToArray());
        Assert.Equal("ghn-orth", Initialization.PredictedOrthogonal(ghn).Name);
    }

    [Fact]
    public void Layers_before_the_first_orthogonal_one_get_the_noise_alone()
    {
        using HyperNetwork ghn = HyperNetwork.Load(Repository.Golden("ghns/ghn3_micro.pt"));
        Network network = Zoo.Create("resnet18", classCount: 10, imageSize: 32);
        using StateDict plain = Initialization.Predicted(ghn).Create(network, seed: 1);
        using StateDict noisy = Initialization.Predicted(ghn, beta: 1e-3).Create(network, seed: 1);
        using StateDict weights = Initialization.PredictedOrthogonal(ghn, beta: 1e-3, fromLayer: 15).Create(network, seed: 1);
        Assert.NotEqual(plain["layer2.0.conv2.weight"].Values.ToArray(), noisy["layer2.0.conv2.weight"].Values.ToArray());
        Assert.Equal(noisy["layer2.0.conv2.weight"].Values.ToArray(), weights["layer2.0.conv2.weight"].Values.ToArray());
        Assert.InRange(DistanceFromOrthonormal(weights["layer4.1.conv2.weight"]), 0, 1e-5);
        Assert.Equal("ghn", Initialization.Predicted(ghn, beta: 1e-3).Name);
    }

    /// <summary>How far from the identity the product of the smaller side's vectors with each other is, at most.</summary>
    private static double DistanceFromOrthonormal(Tensor weight)
    {
        int rows = weight.Shape[0];
        int columns = (int)(weight.ElementCount / rows);
        float[] values = weight.Values.ToArray();
        double Element(int vector, int place) => rows < columns ? values[(vector * columns) + place] : values[(place * columns) + vector];
        int vectors = Math.Min(rows, columns);
        int[] some = [.. Enumerable.Range(0, vectors).Where(index => index % Math.Max(1, vectors / 24) == 0)];
        return some.SelectMany(one => some.Select(other =>
        {
            double product = Enumerable.Range(0, Math.Max(rows, columns)).Sum(place => Element(one, place) * Element(other, place));
            return Math.Abs(product - (one == other ? 1 : 0));
        })).Max();
    }
}
