using System.Globalization;
using System.Text.Json;
using Ghn.Analysis.Regression;

namespace Ghn.Analysis.Tests.Regression;

public class PermutationTests
{
    private static readonly JsonElement Golden = GoldenFiles.Json<JsonElement>("analysis", "property", "svr.json.gz");

    [Fact]
    public void Permutations_are_numpys() => Assert.All(
        Golden.GetProperty("permutations").EnumerateObject(),
        seed => Assert.All(seed.Value.EnumerateObject(), order => Assert.Equal(
            order.Value.Integers(),
            new LegacyRandom(uint.Parse(seed.Name, CultureInfo.InvariantCulture))
                .Permutation(int.Parse(order.Name, CultureInfo.InvariantCulture)))));

    [Fact]
    public void Folds_are_scikit_learns() => Assert.All(Golden.GetProperty("kfold").EnumerateObject(), golden =>
    {
        int count = int.Parse(golden.Name, CultureInfo.InvariantCulture);
        Fold[] folds = Fold.Cut([.. Enumerable.Range(0, count)], SvrGrid.FoldCount);
        int[][] ends = [.. golden.Value.EnumerateArray().Select(ends => ends.Integers())];
        Assert.Equal(ends.Select(pair => Enumerable.Range(pair[0], pair[1] - pair[0])), folds.Select(fold => fold.HeldOut));
        Assert.All(folds, fold => Assert.Equal(Enumerable.Range(0, count), fold.Training.Concat(fold.HeldOut).Order()));
    });
}
