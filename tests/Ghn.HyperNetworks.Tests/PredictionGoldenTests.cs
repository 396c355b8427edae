using Ghn.HyperNetworks.Decoding;
using Ghn.HyperNetworks.Graphs;
using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Tensors;

namespace Ghn.HyperNetworks.Tests;

/// <summary>Predicted parameters against the reference's, for every GHN and model of which it recorded some.</summary>
public class PredictionGoldenTests
{
    /// <summary>The relative distance that float32 arithmetic in another order may cause.</summary>
    private const double Tolerance = 1e-4;

    public static TheoryData<string, string> Cases => GoldenCheckpoints.Cases("predicted", ".json.gz");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Parameters_equal_the_reference(string ghn, string model)
    {
        GoldenPrediction golden = GoldenFiles.Json<GoldenPrediction>("predicted", $"{ghn}__{model}.json.gz");
        using HyperNetwork hyperNetwork = GoldenCheckpoints.Load(ghn);
        using Prediction prediction = Predict(hyperNetwork, ghn, model);
        Dictionary<string, PredictedParameter> accounts = prediction.Parameters.ToDictionary(parameter => parameter.Name);
        foreach (GoldenTensor expected in golden.Tensors)
        {
            Tensor actual = prediction.Weights[expected.Name];
            Assert.Equal(expected.Shape, actual.Shape);
            bool isPredicted = accounts[expected.Name].Origin is ParameterOrigin.Predicted or ParameterOrigin.Tiled;
            Assert.True(expected.Predicted == isPredicted, $"{expected.Name}: {accounts[expected.Name]}");
            if (isPredicted)
            {
                Compare(expected, Comparable(expected, actual));
            }
        }
    }

    [Fact]
    public void Every_value_of_a_whole_network_equals_the_reference()
    {
        using HyperNetwork hyperNetwork = GoldenCheckpoints.Load("ghn3_micro");
        using Prediction prediction = hyperNetwork.Predict(Zoo.Create("squeezenet1_1"));
        Dictionary<string, float[]> expected = NumpyFile.ReadArchive(Repository.Golden("predicted", "full_ghn3_micro__squeezenet1_1.npz"));
        foreach ((string name, float[] values) in expected)
        {
            Distance.AssertRelative(Tolerance, values, prediction.Weights[name].Values, name);
        }
    }

    private static Prediction Predict(HyperNetwork hyperNetwork, string ghn, string model)
    {
        string architecture = model.Replace("_10classes", string.Empty, StringComparison.Ordinal);
        Network network = Zoo.Create(architecture, hyperNetwork.Configuration.ClassCount);
        ComputationalGraph graph = ComputationalGraph.Of(network);
        if (GoldenCheckpoints.UsesFirstGraphCode(ghn))
        {
            // That code loses a few nodes of some networks; its numbers can only be had from its graphs.
            GoldenGraph first = GoldenGraph.Read("graphs_ppuda", architecture);
            graph = first.Fingerprint == GraphMatching.Fingerprint(graph) ? graph : first.ToGraph();
        }

        return hyperNetwork.Predict(network, graph);
    }

    /// <summary>
    /// What the golden statistics are about: all values, but for the class token's row of positional embeddings, which is random.
    /// </summary>
    private static ReadOnlySpan<float> Comparable(GoldenTensor expected, Tensor actual)
    {
        Span<float> values = actual.Values;
        return expected.Name.EndsWith("pos_embedding", StringComparison.Ordinal) ? values[actual.Shape[^1]..] : values;
    }

    private static void Compare(GoldenTensor expected, ReadOnlySpan<float> actual)
    {
        float[] samples = new float[expected.Idx!.Length];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = actual[expected.Idx[i]];
        }

        Distance.AssertRelative(Tolerance, [.. expected.Values!.Select(value => (float)value)], samples, expected.Name);

        double mean = 0;
        double square = 0;
        float min = float.MaxValue;
        float max = float.MinValue;
        foreach (float value in actual)
        {
            mean += value;
            square += (double)value * value;
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }

        mean /= actual.Length;
        double margin = Tolerance * expected.L2 / Math.Sqrt(actual.Length);
        Assert.True(Math.Abs(Math.Sqrt(square) - expected.L2) <= Tolerance * expected.L2, $"{expected.Name}: norm {Math.Sqrt(square)}, "
            + $"not {expected.L2}");
        Assert.True(Math.Abs(mean - expected.Mean) <= margin, $"{expected.Name}: mean {mean}, not {expected.Mean}");
        Assert.True(Math.Abs(min - expected.Min) <= Tolerance * Math.Max(expected.Std, Math.Abs(expected.Min)),
            $"{expected.Name}: minimum {min}, not {expected.Min}");
        Assert.True(Math.Abs(max - expected.Max) <= Tolerance * Math.Max(expected.Std, Math.Abs(expected.Max)),
            $"{expected.Name}: maximum {max}, not {expected.Max}");
    }
}
