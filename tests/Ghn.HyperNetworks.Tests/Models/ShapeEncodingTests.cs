using System.Text.Json.Serialization;
using Ghn.HyperNetworks.Encoders;

namespace Ghn.HyperNetworks.Tests;

/// <summary>The rows of the size tables against the reference's full lookup tables.</summary>
public class ShapeEncodingTests
{
    [Theory]
    [InlineData("classes1000_spatial16", 1000, 16)]
    [InlineData("classes10_spatial11", 10, 11)]
    [InlineData("classes10_spatial16", 10, 16)]
    public void Rows_equal_the_reference(string table, int classCount, int maxKernel)
    {
        Lookup expected = GoldenFiles.Json<Dictionary<string, Lookup>>("shape_encoding.json.gz")[table];
        var encoding = new ShapeEncoding(classCount, maxKernel);

        Assert.Equal(expected.ChannelRows, encoding.ChannelRows);
        Assert.Equal(expected.SpatialRows, encoding.SpatialRows);
        Assert.Equal(expected.Channels, Enumerable.Range(1, 8300).Select(size => encoding.Rows([size, 1, 1, 1]).Out));
        Assert.Equal(expected.Channels, Enumerable.Range(1, 8300).Select(size => encoding.Rows([1, size]).In));
        Assert.Equal(expected.Spatial, Enumerable.Range(1, 40).Select(size => encoding.Rows([1, 1, size, 1]).Height));
        Assert.Equal(expected.Spatial, Enumerable.Range(1, 40).Select(size => encoding.Rows([1, 1, 1, size]).Width));
        Assert.Equal((expected.Zero[0], expected.Zero[1]), (encoding.Rows([0]).Out, encoding.Rows([1, 1, 0, 1]).Height));
    }

    [Fact]
    public void Nodes_without_a_shape_take_the_last_rows()
    {
        var encoding = new ShapeEncoding(1000, 16);
        Assert.Equal((391, 391, 10, 10), encoding.Rows(null));
    }

    private sealed record Lookup(
        [property: JsonPropertyName("embed_channel_rows")] int ChannelRows,
        [property: JsonPropertyName("embed_spatial_rows")] int SpatialRows,
        [property: JsonPropertyName("channel_index_of_1_to_8300")] int[] Channels,
        [property: JsonPropertyName("spatial_index_of_1_to_40")] int[] Spatial,
        [property: JsonPropertyName("index_of_0")] int[] Zero);
}
