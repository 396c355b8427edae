using System.Text.Json;
using Ghn.Networks.Execution;
using Ghn.Networks.Layers;
using Ghn.Tensors;

namespace Ghn.Networks.Tests;

/// <summary>Convolutions of sequences, transposed ones, and further normalisations: PyTorch's numbers, and what they refuse.</summary>
public class ConvolutionLayerTests
{
    private static readonly Dictionary<string, string> WeightAndBias = new() { ["a.weight"] = "w", ["a.bias"] = "b" };

    [Fact]
    public void Convolutions_of_sequences_equal_PyTorchs() => GoldenLayer.Check("conv1d", WeightAndBias, (golden, x) =>
    {
        int Integer(string attribute) => golden.GetProperty(attribute).GetInt32();
        var layer = new Conv1d(
            x.Channels, Integer("out"), Integer("kernel"), Integer("stride"), Integer("begin"), Integer("dilation"), Integer("groups"),
            Bias: true)
        {
            EndPadding = Integer("end"),
        };
        return x.Apply(layer, "a");
    });

    [Fact]
    public void Transposed_convolutions_equal_PyTorchs() => GoldenLayer.Check("conv_transpose2d", WeightAndBias, (golden, x) =>
        x.ConvTranspose2d(
            "a", golden.GetProperty("out").GetInt32(), Pair(golden, "kernel"), Pair(golden, "stride"), Pair(golden, "padding"),
            Pair(golden, "more"), Pair(golden, "dilation"), golden.GetProperty("groups").GetInt32()));

    [Fact]
    public void Local_response_normalisation_equals_PyTorchs() => GoldenLayer.Check("local_response_norm", [], (golden, x) =>
    {
        double Number(string attribute) => golden.GetProperty(attribute).GetDouble();
        return x.Apply(new LocalResponseNorm(golden.GetProperty("size").GetInt32(), Number("alpha"), Number("beta"), Number("k")));
    });

    [Fact]
    public void Normalisation_by_the_root_of_the_mean_square_equals_PyTorchs() => GoldenLayer.Check(
        "rms_norm", new() { ["a.weight"] = "w" }, (golden, x) => x.RmsNorm("a", golden.GetProperty("eps").GetDouble()));

    [Fact]
    public void Layer_normalisation_over_several_dimensions_equals_PyTorchs() => GoldenLayer.Check(
        "layer_norm_shape", WeightAndBias, (golden, x) =>
        {
            Shape shape = [.. golden.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];
            double epsilon = golden.GetProperty("eps").GetDouble();
            return x.Apply(new LayerNorm((int)shape.ElementCount, epsilon) { NormalizedShape = shape }, "a");
        });

    [Fact]
    public void Normalisations_without_a_scale_have_no_state_and_one_of_ones_changes_nothing()
    {
        var builder = new NetworkBuilder("test", [2, 3, 4]);
        Signal scaled = builder.Input.RmsNorm("a");
        Signal plain = builder.Input.Apply(new RmsNorm(4, Affine: false));
        Signal shaped = builder.Input.Apply(new LayerNorm(12, Affine: false) { NormalizedShape = [3, 4] });
        Signal rows = builder.Input.Apply(new GatherElements([2, 3, 4], [2, 12], [.. Enumerable.Range(0, 24)]))
            .Apply(new LayerNorm(12, Affine: false));
        Network network = builder.Build(scaled, plain, shaped, rows);
        Assert.Equal(["a.weight"], network.State.Select(entry => entry.Name));
        using StateDict state = network.Initialize();
        using var model = new Model(network, state);
        using Tensor images = Tensor.From<float>([.. Enumerable.Range(0, 24).Select(i => MathF.Sin(i))], [1, 2, 3, 4]);
        IReadOnlyList<Tensor> outputs = model.PredictAll(images, ExecutionMode.Training);
        Assert.Equal(outputs[0].Values.ToArray(), outputs[1].Values.ToArray());
        Assert.Equal(outputs[2].Values.ToArray(), outputs[3].Values.ToArray());
    }

    [Fact]
    public void Response_sums_may_begin_elsewhere()
    {
        var builder = new NetworkBuilder("test", [3, 1, 1]);
        Network network = builder.Build(builder.Input.Apply(new LocalResponseNorm(2, Alpha: 2, Beta: 1, K: 0) { Before = 0 }));
        using var model = new Model(network, []);
        using Tensor images = Tensor.From<float>([1, 2, 3], [1, 3, 1, 1]);
        using Tensor output = model.Predict(images);
        Assert.Equal([1f / 5, 2f / 13, 3f / 9], output.Values.ToArray().Select(value => value), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Conv1d(4, 6, 3, 1, 0, 1, 1, true).OutputShape([[4, 2]]));
        Assert.Throws<ArgumentException>(() => new Conv1d(4, 6, 3, 1, 0, 1, 4, true).OutputShape([[4, 9]]));
        Assert.Throws<ArgumentException>(() => new ConvTranspose2d(2, 2, 1, 1, 1, 1, 1, true).OutputShape([[2, 2, 2]]));
        var taller = new ConvTranspose2d(2, 2, 2, 2, 0, 1, 1, true) { OutputPadding = 2 };
        Assert.Throws<ArgumentException>(() => taller.OutputShape([[2, 2, 2]]));
        Assert.Throws<ArgumentException>(() => new LayerNorm(12) { NormalizedShape = [3, 4] }.OutputShape([[2, 4, 3]]));
        Assert.Throws<ArgumentException>(() => new LocalResponseNorm(3) { Before = 3 }.OutputShape([[4, 3]]));
    }

    private static Size2d Pair(JsonElement golden, string attribute)
    {
        JsonElement pair = golden.GetProperty(attribute);
        return (pair[0].GetInt32(), pair[1].GetInt32());
    }
}
