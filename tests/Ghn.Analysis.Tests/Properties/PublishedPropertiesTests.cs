using System.Text.Json;
using Ghn.Analysis.Properties;

namespace Ghn.Analysis.Tests.Properties;

/// <summary>The published properties (<c>samples/properties</c>) against scipy's τ of them: <c>tests/Golden/analysis/tables</c>.</summary>
public class PublishedPropertiesTests
{
    [Theory]
    [InlineData("cifar10", "val")]
    [InlineData("cifar10", "test")]
    [InlineData("imagenet", "val")]
    [InlineData("imagenet", "test")]
    public void Properties_agree_as_published(string data, string split)
    {
        string path = Path.Combine(Repository.Root, "samples", "properties", $"published-{data}-{split}.csv");
        PropertyTable table = PropertyTable.Load(path);
        JsonElement golden = GoldenFiles.Json<JsonElement>("analysis", "tables", "tables.json.gz").GetProperty("properties");
        Assert.Equal(golden.GetProperty("order").EnumerateArray().Select(name => name.GetString()), table.Properties);
        Assert.Equal(500, table.Networks.Count);
        double[][] expected = golden.GetProperty("tau").GetProperty($"{data}:{split}").Rows();
        Assert.All(expected.Zip(table.Agreement()), row => Assert.All(
            row.First.Zip(row.Second), pair => Assert.Equal(pair.First, pair.Second, 1e-12)));
    }

    [Fact]
    public void Only_networks_with_both_properties_are_compared()
    {
        var table = new PropertyTable(["a", "b", "c"], [("x", [1, 2, 1]), ("y", [2, null, 1]), ("z", [3, 1, 1]), ("w", [4, 0, null])]);
        IReadOnlyList<IReadOnlyList<double>> tau = table.Agreement();
        Assert.Equal((1, -1, -1), (tau[0][0], tau[0][1], tau[1][0]));
        Assert.Equal(double.NaN, tau[0][2]);
    }
}
