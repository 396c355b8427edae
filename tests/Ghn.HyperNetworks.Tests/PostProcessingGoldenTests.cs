using Ghn.HyperNetworks.PostProcessing;
using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Tensors;

namespace Ghn.HyperNetworks.Tests;

/// <summary>Orthogonal weights against the reference's.</summary>
public class PostProcessingGoldenTests
{
    /// <summary>The reference's own float32 results lie up to 2·10⁻⁷ from its float64 ones, where elements are about 0.1.</summary>
    private const double Tolerance = 2e-6;

    private static readonly GoldenOrth Golden = GoldenOrth.Read();

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Golden.Cases.Length)];

    public static TheoryData<string> Networks => [.. Golden.Networks.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Weights_of_every_shape_become_what_the_reference_makes_of_them(int index)
    {
        OrthCase golden = Golden.Cases[index];
        (Network network, StateDict weights) = Holding(Shape.Create(golden.Shape), golden.Elements());
        using (weights)
        {
            Span<float> values = weights["layer.weight"].Values;
            RequireEqual(golden.Input, values, 1e-7);
            OrthogonalWeight account = Assert.Single(GhnOrth.Orthogonalize(network, weights));
            Assert.Equal(account.FullRank, account.Rank);
            RequireEqual(golden.Output, values, Tolerance);
            RequireEqual(golden.OutputFloat64, values, Tolerance);
            if (NumpyFile.ReadArchive(Repository.Golden("orth", "orth_full.npz")).TryGetValue($"out_{golden}", out float[]? whole))
            {
                Distance.AssertRelative(Tolerance, whole, values, golden.ToString());
            }
        }
    }

    /// <summary>The choice of layers is compared always, numbers where the GHN that predicted them lies beside the repository.</summary>
    [Theory]
    [MemberData(nameof(Networks))]
    public void Predicted_weights_become_what_the_reference_makes_of_them(string model)
    {
        OrthNetwork golden = Golden.Networks[model];
        Network network = Zoo.Create(model);
        string classifier = Assert.Single(golden.Unchanged);
        using StateDict weights = GoldenCheckpoints.Exists(golden.Ghn) ? Predict(network, golden.Ghn) : network.Initialize();
        float[] classifierBefore = [.. weights[classifier].Values];
        IReadOnlyList<OrthogonalWeight> changed = GhnOrth.Orthogonalize(network, weights);
        Assert.Equal(golden.Changed, changed.Select(weight => weight.Name));
        Assert.Equal(classifierBefore, weights[classifier].Values);
        if (GoldenCheckpoints.Exists(golden.Ghn))
        {
            RequireEqual(golden, changed, weights);
        }
    }

    private static StateDict Predict(Network network, string ghnName)
    {
        using HyperNetwork ghn = GoldenCheckpoints.Load(ghnName);
        return ghn.Predict(network).Weights;
    }

    /// <summary>
    /// Beyond the rank, the reference's columns are rounding noise: the ranks of all weights are compared, and those of full rank.
    /// </summary>
    private static void RequireEqual(OrthNetwork golden, IReadOnlyList<OrthogonalWeight> changed, StateDict weights)
    {
        foreach ((OrthogonalWeight weight, GoldenTensor after) in changed.Zip(golden.After))
        {
            int[] rank = golden.Ranks[weight.Name[..^".weight".Length]];
            Assert.Equal((weight.Name, rank[0], rank[1]), (after.Name, weight.Rank, weight.FullRank));
            if (weight.Rank == weight.FullRank)
            {
                float[] samples = [.. after.Idx!.Select(position => weights[weight.Name].Values[position])];
                Distance.AssertRelative(1e-5, [.. after.Values!.Select(value => (float)value)], samples, weight.Name);
            }
        }
    }

    /// <summary>A network whose first weight has the given shape and values.</summary>
    private static (Network Network, StateDict Weights) Holding(Shape shape, ReadOnlySpan<float> values)
    {
        Network network;
        if (shape.Rank == 2)
        {
            var builder = new NetworkBuilder("linear", [shape[1]]);
            network = builder.Build(builder.Input.Linear("layer", shape[0]).Linear("classifier", 3));
        }
        else
        {
            var builder = new NetworkBuilder("convolution", [shape[1] == 1 ? shape[0] : shape[1], 16, 16]);
            int groups = shape[1] == 1 ? shape[0] : 1;
            Signal features = builder.Input.Conv2d("layer", shape[0], kernel: shape[2], groups: groups, bias: false);
            network = builder.Build(features.AdaptiveAvgPool2d(1).Flatten().Linear("classifier", 3));
        }

        StateDict weights = network.Initialize();
        Assert.Equal(shape, weights["layer.weight"].Shape);
        values.CopyTo(weights["layer.weight"].Values);
        return (network, weights);
    }

    private static void RequireEqual(OrthSamples expected, ReadOnlySpan<float> actual, double tolerance)
    {
        double square = 0;
        double sum = 0;
        foreach (float value in actual)
        {
            sum += value;
            square += (double)value * value;
        }

        for (int i = 0; i < expected.Idx.Length; i++)
        {
            Assert.Equal(expected.Values[i], actual[expected.Idx[i]], tolerance);
        }

        Assert.Equal(expected.Mean, sum / actual.Length, tolerance);
        Assert.Equal(1, Math.Sqrt(square) / expected.L2, tolerance);
        Assert.Equal(expected.Min, System.Numerics.Tensors.TensorPrimitives.Min(actual), tolerance);
        Assert.Equal(expected.Max, System.Numerics.Tensors.TensorPrimitives.Max(actual), tolerance);
    }
}
