namespace Ghn.Training.Evaluations.Splits;

/// <summary>How well the networks of a split do with weights of one origin: a row of the papers' table.</summary>
/// <param name="Split">The split.</param>
/// <param name="Method">How the networks came by their weights.</param>
/// <param name="Top1">Their top-1 accuracies.</param>
/// <param name="Top5">Their top-5 accuracies.</param>
/// <param name="Time">The mean time that a network took.</param>
/// <param name="Failures">The networks with images that were not classified; they count with what they did classify.</param>
public sealed record SplitSummary(
    string Split, string Method, AccuracySummary Top1, AccuracySummary Top5, TimeSpan Time, IReadOnlyList<SplitScore> Failures)
{
    /// <summary>Sums scores up, a split after the other, each with its methods; both in the order in which they first come.</summary>
    public static IReadOnlyList<SplitSummary> Of(IReadOnlyList<SplitScore> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        return
        [
            .. from split in scores.GroupBy(score => score.Split)
               from method in split.GroupBy(score => score.Method)
               select new SplitSummary(
                   split.Key,
                   method.Key,
                   AccuracySummary.Of(method.Select(score => score.Evaluation.Top1)),
                   AccuracySummary.Of(method.Select(score => score.Evaluation.Top5)),
                   TimeSpan.FromSeconds(method.Average(score => score.Time.TotalSeconds)),
                   [.. method.Where(score => score.Failure is not null)]),
        ];
    }
}
