using System.Text.Json;
using Ghn.Analysis.Embeddings;

namespace Ghn.Analysis.Tests.Embeddings;

/// <summary>Principal components are scikit-learn's, signs included.</summary>
public class PrincipalComponentsTests
{
    [Fact]
    public void Components_are_scikit_learns()
    {
        JsonElement[] cases = [.. GoldenFiles.Json<JsonElement>("analysis", "tables", "pca.json.gz").GetProperty("cases").EnumerateArray()];
        Assert.NotEmpty(cases);
        foreach (JsonElement golden in cases)
        {
            double[][] points = golden.GetProperty("x").Deserialize<double[][]>()!;
            var found = PrincipalComponents.Of(points, 2);
            AssertEqual(golden.GetProperty("components").Deserialize<double[][]>()!, found.Components);
            AssertEqual(golden.GetProperty("scores").Deserialize<double[][]>()!, found.Scores);
            AssertEqual([golden.GetProperty("explained_variance").Deserialize<double[]>()!], [found.Variances]);
            AssertEqual([golden.GetProperty("explained_variance_ratio").Deserialize<double[]>()!], [found.VarianceShares]);
        }
    }

    [Fact]
    public void Points_without_spread_have_scores_of_zero()
    {
        var found = PrincipalComponents.Of([[1, 2], [1, 2], [1, 2]], 2);
        Assert.All(found.Scores, scores => Assert.Equal([0, 0], scores));
        Assert.Equal([0, 0], found.VarianceShares);
    }

    private static void AssertEqual(double[][] golden, IReadOnlyList<IReadOnlyList<double>> found) =>
        Assert.All(
            golden.SelectMany(row => row).Zip(found.SelectMany(row => row)), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
}
