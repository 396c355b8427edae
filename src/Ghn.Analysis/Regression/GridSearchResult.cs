namespace Ghn.Analysis.Regression;

/// <summary>What a grid search came to.</summary>
/// <param name="Candidates">The candidates.</param>
/// <param name="FoldScores">R² of each candidate on each held-out fold, <c>[fold][candidate]</c>.</param>
public sealed record GridSearchResult(IReadOnlyList<SvrParameters> Candidates, IReadOnlyList<IReadOnlyList<double>> FoldScores)
{
    /// <summary>The mean of each candidate's scores.</summary>
    public IReadOnlyList<double> MeanScores { get; } =
        [.. Enumerable.Range(0, Candidates.Count).Select(candidate => FoldScores.Average(fold => fold[candidate]))];

    /// <summary>Which candidate has the greatest mean; the first of those that do.</summary>
    public int BestIndex => MeanScores.Index().MaxBy(score => score.Item).Index;

    /// <summary>The candidate of the greatest mean.</summary>
    public SvrParameters Best => Candidates[BestIndex];
}
