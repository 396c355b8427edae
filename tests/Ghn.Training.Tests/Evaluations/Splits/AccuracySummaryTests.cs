using FsCheck;
using FsCheck.Fluent;
using Ghn.Training.Evaluations;
using Ghn.Training.Evaluations.Splits;

namespace Ghn.Training.Tests;

public class AccuracySummaryTests
{
    [Fact]
    public void Four_accuracies_have_the_mean_and_the_error_of_the_closed_form()
    {
        AccuracySummary summary = AccuracySummary.Of([0.1, 0.4, 0.2, 0.3]);
        Assert.Equal((4, 0.4), (summary.Count, summary.Best));
        Assert.Equal(0.25, summary.Mean, 1e-15);
        Assert.Equal(0.1 * Math.Sqrt(5.0 / 3) / 2, summary.StandardError!.Value, 1e-15);
    }

    [Fact]
    public void Networks_that_are_all_as_good_have_no_error() => Assert.Equal(0, AccuracySummary.Of([0.5, 0.5, 0.5]).StandardError);

    [Fact]
    public void A_single_network_says_nothing_of_the_error() =>
        Assert.Equal(new AccuracySummary(1, 0.3, null, 0.3), AccuracySummary.Of([0.3]));

    [Fact]
    public void No_network_has_no_accuracy() => Assert.Throws<ArgumentException>(() => AccuracySummary.Of([]));

    [Fact]
    public void The_error_follows_from_all_differences_between_two_networks()
    {
        // Σ (x − mean)² = Σ over pairs (x − y)² / n
        Gen<double[]> accuracies = Gen.Choose(0, 10_000).Select(right => right / 10_000.0).ArrayOf().Where(array => array.Length > 1);
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(accuracies.ToArbitrary(), all =>
        {
            double pairs = all.SelectMany((x, i) => all.Skip(i + 1).Select(y => (x - y) * (x - y))).Sum();
            double n = all.Length;
            Assert.Equal(Math.Sqrt(pairs / (n * n * (n - 1))), AccuracySummary.Of(all).StandardError!.Value, 1e-9);
        }));
    }

    [Fact]
    public void Splits_are_summed_up_each_with_its_methods_in_the_order_of_their_coming()
    {
        SplitScore[] scores =
        [
            Score("test", 0, "ghn", 0.2, seconds: 1), Score("test", 1, "ghn", 0.4, seconds: 3), Score("vit", null, "ghn", 0.1, seconds: 5),
            Score("test", 0, "sgd:5", 0.5, seconds: 7), Score("test", 1, "sgd:5", 0, seconds: 9, "diverged"),
            Score("vit", null, "sgd:5", 0.3, seconds: 11),
        ];
        IReadOnlyList<SplitSummary> summaries = SplitSummary.Of(scores);
        Assert.Equal(
            [("test", "ghn", 2), ("test", "sgd:5", 2), ("vit", "ghn", 1), ("vit", "sgd:5", 1)],
            summaries.Select(summary => (summary.Split, summary.Method, summary.Top1.Count)));
        Assert.Equal([0.3, 0.25, 0.1, 0.3], summaries.Select(summary => Math.Round(summary.Top1.Mean, 12)));
        Assert.Equal([0.65, 0.625, 0.55, 0.65], summaries.Select(summary => Math.Round(summary.Top5.Mean, 12)));
        Assert.Equal([2, 8, 5, 11], summaries.Select(summary => summary.Time.TotalSeconds));
        Assert.Equal(["test#1"], summaries.SelectMany(summary => summary.Failures).Select(score => score.Name));
    }

    private static SplitScore Score(string split, int? index, string method, double top1, int seconds, string? failure = null) => new(
        split, index, method, 1, 1, new Evaluation(10, top1, (1 + top1) / 2, 1, 0), TimeSpan.FromSeconds(seconds), failure);
}
