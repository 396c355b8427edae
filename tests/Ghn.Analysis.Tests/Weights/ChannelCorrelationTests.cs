using System.Text.Json;
using Ghn.Analysis.Weights;
using Ghn.HyperNetworks;
using Ghn.Networks.Architectures;
using Ghn.Tensors;

namespace Ghn.Analysis.Tests.Weights;

/// <summary>Correlations of channels are those of numpy, recorded in <c>channel_correlation.json.gz</c>.</summary>
public class ChannelCorrelationTests
{
    private const string HashSource = "hash index ";

    private static readonly JsonElement[] Layers =
    [
        .. GoldenFiles.Json<JsonElement>("analysis", "parameters", "channel_correlation.json.gz").GetProperty("layers").EnumerateArray(),
    ];

    [Fact]
    public void Hashed_weights_have_the_recorded_correlations()
    {
        JsonElement[] hashed =
        [
            .. Layers.Where(layer => SourceOf(layer).StartsWith(HashSource, StringComparison.Ordinal) && !IsSpecial(layer)),
        ];
        Assert.Equal(6, hashed.Length);
        foreach (JsonElement layer in hashed)
        {
            int index = int.Parse(SourceOf(layer)[HashSource.Length..], System.Globalization.CultureInfo.InvariantCulture);
            using Tensor weight = HashedValues.Entry("x.weight", [.. layer.GetProperty("shape").Integers()], index, gain: 1);
            Compare(layer, ChannelCorrelation.Of(weight), 1e-9);
        }
    }

    /// <summary>The reference's own weights, and those that are predicted here, differ by rounding.</summary>
    [Theory]
    [InlineData("resnet18")]
    [InlineData("squeezenet1_1")]
    public void Predicted_weights_have_the_recorded_correlations(string network)
    {
        using HyperNetwork ghn = HyperNetwork.Load(Repository.Golden("ghns", "ghn3_micro.pt"));
        using Prediction prediction = ghn.Predict(Zoo.Create(network));
        JsonElement[] predicted = [.. Layers.Where(layer => SourceOf(layer) == $"full_ghn3_micro__{network}")];
        Assert.NotEmpty(predicted);
        foreach (JsonElement layer in predicted)
        {
            Compare(layer, ChannelCorrelation.Of(prediction.Weights[layer.GetProperty("layer").GetString()!]), 1e-4, histogram: false);
        }
    }

    [Fact]
    public void Channels_without_variation_are_left_out_and_counted()
    {
        JsonElement special = Layers.Single(IsSpecial);
        using Tensor weight = HashedValues.Entry("x.weight", [.. special.GetProperty("shape").Integers()], 8_100_050, gain: 1);
        int width = (int)weight.ElementCount / weight.Shape[0];
        weight.Values.Slice(2 * width, width).Fill(weight.Values[2 * width]);
        weight.Values.Slice(width, width).CopyTo(weight.Values[(4 * width)..]);
        for (int i = 0; i < width; i++)
        {
            weight.Values[(5 * width) + i] = -weight.Values[i];
        }

        ChannelCorrelation correlation = ChannelCorrelation.Of(weight);
        Assert.Equal((6, 1), (correlation.Channels, correlation.ConstantChannels));
        Assert.Equal(special.GetProperty("histogram20_off_diagonal").Integers(), correlation.Histogram);
        Assert.True(double.IsFinite(correlation.Deviation));
    }

    [Fact]
    public void One_channel_correlates_with_no_other()
    {
        using Tensor weight = Tensor.From<float>([1, 2, 3], [1, 3]);
        ChannelCorrelation correlation = ChannelCorrelation.Of(weight);
        Assert.Equal((1, 0), (correlation.Channels, correlation.ConstantChannels));
        Assert.Equal(double.NaN, correlation.OffDiagonalMean);
    }

    private static string SourceOf(JsonElement layer) => layer.GetProperty("source").GetString()!;

    private static bool IsSpecial(JsonElement layer) =>
        layer.GetProperty("layer").GetString()!.StartsWith("special", StringComparison.Ordinal);

    private static void Compare(JsonElement golden, ChannelCorrelation found, double tolerance, bool histogram = true)
    {
        Assert.Equal((golden.GetProperty("channels").GetInt32(), 0), (found.Channels, found.ConstantChannels));
        Assert.Equal(golden.GetProperty("std_all_ddof1").GetDouble(), found.Deviation, tolerance);
        Assert.Equal(golden.GetProperty("std_off_diagonal_ddof0").GetDouble(), found.OffDiagonalDeviation, tolerance);
        Assert.Equal(golden.GetProperty("mean_off_diagonal").GetDouble(), found.OffDiagonalMean, tolerance);
        Assert.Equal(golden.GetProperty("mean_abs_off_diagonal").GetDouble(), found.OffDiagonalMeanAbsolute, tolerance);
        if (histogram)
        {
            Assert.Equal(golden.GetProperty("histogram20_off_diagonal").Integers(), found.Histogram);
        }
    }
}
