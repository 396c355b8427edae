using System.Text.Json;
using Ghn.Analysis.Weights;
using Ghn.HyperNetworks;
using Ghn.Networks.Architectures;
using Ghn.Tensors;

namespace Ghn.Analysis.Tests.Weights;

/// <summary>Distances of weights are those recorded in <c>diversity.json.gz</c> and <c>predicted.json.gz</c>.</summary>
public class WeightDiversityTests
{
    [Fact]
    public void Hashed_weights_have_the_recorded_distances()
    {
        JsonElement[] sets =
        [
            .. GoldenFiles.Json<JsonElement>("analysis", "parameters", "diversity.json.gz").GetProperty("sets").EnumerateArray()
                .Where(set => !set.TryGetProperty("tensors", out _)),
        ];
        Assert.Equal(4, sets.Length);
        foreach (JsonElement set in sets)
        {
            Tensor[] weights = Hashed([.. set.GetProperty("shape").Integers()], set.GetProperty("n").GetInt32());
            Compare(set, WeightDiversity.Of(weights), 1e-6);
            JsonElement matched = set.GetProperty("matched_inner");
            WeightDiversity found = WeightDiversity.Of(weights, matchesChannels: true);
            Assert.Equal(matched.GetProperty("mean_of_matrix").GetDouble(), found.Mean, 1e-6);
            Assert.Equal(matched.GetProperty("mean_off_diagonal").GetDouble(), found.OffDiagonalMean, 1e-6);
        }
    }

    [Theory]
    [InlineData("ghn3_micro")]
    [InlineData("mlp_micro")]
    public void Predicted_weights_have_the_recorded_distances(string file)
    {
        JsonElement[] sets =
        [
            .. GoldenFiles.Json<JsonElement>("analysis", "parameters", "predicted.json.gz").GetProperty("diversity").EnumerateArray()
                .Where(set => set.GetProperty("ghn").GetString() == file),
        ];
        Assert.NotEmpty(sets);
        using HyperNetwork ghn = HyperNetwork.Load(Repository.Golden("ghns", $"{file}.pt"));
        var predictions = new Dictionary<string, Prediction>();
        foreach (JsonElement set in sets)
        {
            Tensor[] weights = [.. set.GetProperty("tensors").EnumerateArray().Select(name => WeightOf(name.GetString()!))];
            Compare(set, WeightDiversity.Of(weights), 1e-4);
        }

        Array.ForEach([.. predictions.Values], prediction => prediction.Dispose());

        Tensor WeightOf(string name)
        {
            (string network, string parameter) = (name.Split(' ')[0], name.Split(' ')[1]);
            predictions[network] = predictions.GetValueOrDefault(network) ?? ghn.Predict(Zoo.Create(network));
            return predictions[network].Weights[parameter];
        }
    }

    [Fact]
    public void The_order_of_channels_does_not_count_once_they_are_matched()
    {
        using Tensor weight = HashedValues.Entry("x.weight", [7, 3, 2, 2], 5, gain: 1);
        float[] values = weight.Values.ToArray();
        using Tensor reversed = Tensor.From<float>([.. values.Chunk(12).Reverse().SelectMany(channel => channel)], weight.Shape);
        Assert.InRange(WeightDiversity.Of([weight, reversed]).OffDiagonalMean, 0.1, 1);
        Assert.Equal(0, WeightDiversity.Of([weight, reversed], matchesChannels: true).OffDiagonalMean, 1e-12);
    }

    [Fact]
    public void Zeros_are_far_from_everything()
    {
        using Tensor zeros = Tensor.Zeros([2, 2]);
        using Tensor ones = Tensor.From<float>([1, 1, 1, 1], [2, 2]);
        Assert.Equal([[1, 1], [1, 0]], WeightDiversity.Of([zeros, ones]).Matrix);
    }

    [Fact]
    public void Weights_of_other_shapes_are_refused()
    {
        using Tensor flat = Tensor.Zeros([4, 1]);
        using Tensor square = Tensor.Zeros([2, 2]);
        Assert.Throws<ArgumentException>(() => WeightDiversity.Of([flat, square]));
        Assert.Throws<ArgumentException>(() => WeightDiversity.Of([]));
    }

    /// <summary>Hashed tensors, but the last is the first rolled by three channels, and the one before minus the second.</summary>
    private static Tensor[] Hashed(Shape shape, int count)
    {
        Tensor[] weights = [.. Enumerable.Range(0, count).Select(i => HashedValues.Entry("x.weight", shape, 8_000_000 + i, gain: 1))];
        int width = (int)shape.ElementCount / shape[0];
        float[][] channels = [.. weights[0].Values.ToArray().Chunk(width)];
        weights[^1] = Tensor.From<float>([.. channels[^3..].Concat(channels[..^3]).SelectMany(channel => channel)], shape);
        weights[^2] = Tensor.From<float>([.. weights[1].Values.ToArray().Select(value => -value)], shape);
        return weights;
    }

    private static void Compare(JsonElement golden, WeightDiversity found, double tolerance)
    {
        double[][] expected = golden.GetProperty("matrix").Rows();
        foreach ((int i, double[] row) in expected.Index())
        {
            foreach ((int j, double value) in row.Index())
            {
                Assert.Equal(value, found.Matrix[i][j], tolerance);
            }
        }

        Assert.Equal(golden.GetProperty("plain").GetProperty("mean_of_matrix").GetDouble(), found.Mean, tolerance);
        Assert.Equal(golden.GetProperty("plain").GetProperty("mean_off_diagonal").GetDouble(), found.OffDiagonalMean, tolerance);
    }
}
