using System.Text.Json;
using Ghn.Analysis.Activations;
using Ghn.Analysis.Weights;
using Ghn.HyperNetworks;
using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Networks.Execution;
using Ghn.Tensors;

namespace Ghn.Analysis.Tests.Activations;

/// <summary>Variances, gradients and small weights are PyTorch's, recorded in <c>activations_sparsity.json.gz</c>.</summary>
public class SignalPropagationTests
{
    private const ulong LabelsIndex = 2_000_000;

    private static readonly JsonElement Golden =
        GoldenFiles.Json<JsonElement>("analysis", "parameters", "activations_sparsity.json.gz");

    [Theory]
    [InlineData("resnet18", "resnet18", 1)]
    [InlineData("resnet18 running", "resnet18", 1)]
    [InlineData("squeezenet1_1", "squeezenet1_1", 1.25)]
    [InlineData("mobilenet_v3_small", "mobilenet_v3_small", 1.375)]
    public void Hashed_weights_have_PyTorchs_activations(string name, string network, double gain)
    {
        Network built = Zoo.Create(network, classCount: 1000, imageSize: 64);
        using StateDict state = HashedValues.StateOf(built, gain);
        Compare(name, built, state);
    }

    [Theory]
    [InlineData("resnet18")]
    [InlineData("squeezenet1_1")]
    public void Predicted_weights_have_PyTorchs_activations(string network)
    {
        using HyperNetwork ghn = HyperNetwork.Load(Repository.Golden("ghns", "ghn3_micro.pt"));
        using Prediction prediction = ghn.Predict(Zoo.Create(network));
        Compare($"{network} predicted", Zoo.Create(network, classCount: 1000, imageSize: 64), prediction.Weights);
    }

    [Fact]
    public void Small_weights_are_counted_as_numpy_counts_them()
    {
        foreach (JsonElement entry in Golden.GetProperty("sparsity").EnumerateArray())
        {
            string source = entry.GetProperty("source").GetString()!;
            using Tensor? weight = source switch
            {
                "values" => Tensor.From<float>([.. entry.GetProperty("values").Floats().Select(value => (float)value)], [6, 1]),
                _ when source.StartsWith("hash index ", StringComparison.Ordinal) => HashedValues.Entry(
                    "x.weight", [.. entry.GetProperty("shape").Integers()],
                    int.Parse(source["hash index ".Length..], System.Globalization.CultureInfo.InvariantCulture), gain: 1),
                _ => null,
            };
            if (weight is not null)
            {
                Assert.Equal(
                    entry.GetProperty("count_below").GetInt32(), WeightSparsity.PercentOf(weight) * weight.ElementCount / 100, 1e-9);
            }
        }
    }

    [Fact]
    public void First_layers_that_are_predicted_are_as_sparse_as_recorded()
    {
        JsonElement[] rows =
        [
            .. GoldenFiles.Json<JsonElement>("analysis", "parameters", "predicted.json.gz").GetProperty("sparsity_and_gradients")
                .EnumerateArray().Where(row => row.GetProperty("ghn").GetString() == "ghn3_micro"),
        ];
        Assert.Equal(3, rows.Length);
        using HyperNetwork ghn = HyperNetwork.Load(Repository.Golden("ghns", "ghn3_micro.pt"));
        foreach (JsonElement row in rows)
        {
            Network network = Zoo.Create(row.GetProperty("network").GetString()!);
            using Prediction prediction = ghn.Predict(network);
            WeightSparsity sparsity = WeightSparsity.OfFirstLayer(network, prediction.Weights)!;
            Assert.Equal(row.GetProperty("first_layer").GetString(), sparsity.Parameter);

            // Two values within rounding of the threshold may count differently (the golden data's own tolerance).
            double tolerance = 200.0 / row.GetProperty("numel").GetInt32();
            Assert.Equal(row.GetProperty("percent").GetDouble(), sparsity.Percent, tolerance);
        }
    }

    private static void Compare(string name, Network network, StateDict state)
    {
        JsonElement golden = Golden.GetProperty("networks").EnumerateArray().Single(entry => entry.GetProperty("name").GetString() == name);
        int batch = golden.GetProperty("batch").GetInt32();
        int size = golden.GetProperty("size").GetInt32();
        using Tensor images = HashedValues.Batch([batch, 3, size, size]);
        int[] labels = [.. Enumerable.Range(0, batch).Select(i => (int)(HashedValues.At(LabelsIndex, (ulong)i) * network.ClassCount))];
        using var model = new Model(network, state);
        SignalPropagation found = SignalPropagation.Of(
            model, images, labels, usesBatchStatistics: golden.GetProperty("bn").GetString() == "batch");

        // The golden data's own tolerances; predicted weights differ in their last digits, which a hundredfold growth of signals magnifies.
        double variances = name.EndsWith("predicted", StringComparison.Ordinal) ? 1e-3 : 1e-5;
        Relative(golden.GetProperty("loss_f64").GetDouble(), found.Loss, 1e-3);
        Relative(golden.GetProperty("total_gradient_norm_f64").GetDouble(), found.GradientNorm, 1e-3);
        JsonElement[] layers = [.. golden.GetProperty("layers").EnumerateArray()];
        Assert.Equal(layers.Select(layer => layer.GetProperty("layer").GetString()), found.Layers.Select(layer => layer.Layer));
        foreach ((JsonElement expected, LayerActivation layer) in layers.Zip(found.Layers))
        {
            Relative(expected.GetProperty("var_ddof1_f64").GetDouble(), layer.Variance, variances);
        }
    }

    private static void Relative(double expected, double actual, double tolerance) =>
        Assert.Equal(1, actual / expected, tolerance);
}
