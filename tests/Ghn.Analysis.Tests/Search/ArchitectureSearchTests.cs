using Ghn.Analysis.Embeddings;
using Ghn.Analysis.Properties;
using Ghn.Analysis.Regression;
using Ghn.Analysis.Search;
using Ghn.HyperNetworks;
using Ghn.Networks.DeepNets;
using Ghn.Tensors.Files;

namespace Ghn.Analysis.Tests.Search;

public class ArchitectureSearchTests
{
    private static readonly SearchSpace Space = new(DeepNetsSplit.Test, Seed: 7, Count: 140, ClassCount: 10, ImageSize: 32);

    [Fact]
    public void The_best_are_those_of_predicting_all_one_by_one()
    {
        using HyperNetwork ghn = HyperNetwork.Load(Repository.Golden("ghns", "ghn3_micro_c10.pt"));
        PropertyPredictor predictor = Predictor(ghn);
        SearchState found = new ArchitectureSearch(ghn, predictor, Space) { Kept = 4 }.Run(SearchState.Start);

        var embedder = new NetworkEmbedder(ghn);
        double[] all = [.. Enumerable.Range(0, Space.Count).Select(
            index => predictor.Predict([.. embedder.Embed(Space.Network(index)).Values.Select(value => (double)value)]))];
        Assert.Equal(
            all.Index().OrderByDescending(entry => entry.Item).Take(4).Select(entry => entry.Index), found.Best.Select(best => best.Index));
        Assert.All(found.Best, best => Assert.Equal(all[best.Index], best.Prediction));
        Assert.Equal(all.Average(), found.Mean, 1e-9);
        Assert.Equal(Math.Sqrt(all.Average(value => Math.Pow(value - all.Average(), 2))), found.Deviation, 1e-9);
        Assert.Equal(
            all.Index().Where(entry => all.Take(entry.Index).All(earlier => earlier < entry.Item)).Select(entry => entry.Index),
            found.Improvements.Select(improvement => improvement.Index));
    }

    [Fact]
    public void A_search_that_was_stopped_goes_on_as_if_it_had_not_been()
    {
        using HyperNetwork ghn = HyperNetwork.Load(Repository.Golden("ghns", "ghn3_micro_c10.pt"));
        PropertyPredictor predictor = Predictor(ghn);
        var search = new ArchitectureSearch(ghn, predictor, Space) { Kept = 3, IsLowestBest = true };
        string whole = search.Run(SearchState.Start).ToText();

        using var stop = new CancellationTokenSource();
        SearchState kept = SearchState.Start;
        Assert.Throws<OperationCanceledException>(() => search.Run(
            SearchState.Start,
            reached: state =>
            {
                kept = SearchState.Parse(state.ToText(), "search.json");
                stop.Cancel();
            },
            cancellation: stop.Token));
        Assert.InRange(kept.Drawn, 1, Space.Count - 1);
        Assert.Equal(whole, search.Run(kept).ToText());
    }

    [Fact]
    public void Of_equal_predictions_the_earlier_is_the_better()
    {
        SearchState state = SearchState.Start.With([1, 5, 5, 3, 5], kept: 2, isLowestBest: false);
        Assert.Equal([new FoundArchitecture(1, 5), new FoundArchitecture(2, 5)], state.Best);
        Assert.Equal([new FoundArchitecture(0, 1), new FoundArchitecture(1, 5)], state.Improvements);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"drawn":1,"sum":1,"squareSum":1,"best":[{"index":3,"prediction":1}],"improvements":[]}""")]
    public void Damaged_states_are_refused(string text) =>
        Assert.Contains(
            "search.json",
            Assert.Throws<InvalidFileException>(() => SearchState.Parse(text, "search.json")).Message,
            StringComparison.Ordinal);

    /// <summary>Fitted to how long a network's paths are, which its embedding tells.</summary>
    private static PropertyPredictor Predictor(HyperNetwork ghn)
    {
        var embedder = new NetworkEmbedder(ghn);
        NetworkEmbedding[] rows = [.. Enumerable.Range(0, 12).Select(index => embedder.Embed(Space.Network(1000 + index)))];
        double[][] inputs = [.. rows.Select(row => row.Values.Select(value => (double)value).ToArray())];
        var parameters = new SvrParameters(C: 10, Gamma: 0.1, Epsilon: 0.1);
        return new PropertyPredictor(
            "path", "ghn3_micro_c10.pt", parameters,
            SupportVectorRegression.Fit(inputs, [.. rows.Select(row => row.AveragePath)], parameters));
    }
}
