namespace Ghn.Analysis.Regression;

/// <summary>The parameters that the reference chooses among (GHN-2, C.2): 105 candidates.</summary>
public static class SvrGrid
{
    /// <summary>How many folds a candidate is judged by.</summary>
    public const int FoldCount = 5;

    /// <summary>The fewest samples that a choice can be made from: each fold has to have two, or its score is not defined.</summary>
    public const int MinSamples = 2 * FoldCount;

    private static readonly double[] Limits = [1, 10, 50, 100, 200, 500, 1000];
    private static readonly double[] Epsilons = [0.05, 0.1, 0.2];

    /// <summary>All candidates, in scikit-learn's order: C changes last, then ε, then γ.</summary>
    /// <param name="dimension">How long the samples are; one over it is the first γ, scikit-learn's <c>auto</c>.</param>
    public static IReadOnlyList<SvrParameters> Candidates(int dimension) =>
    [
        .. from limit in Limits
           from epsilon in Epsilons
           from gamma in new[] { 1.0 / dimension, 0.05, 0.1, 0.2, 0.5 }
           select new SvrParameters(limit, gamma, epsilon),
    ];
}
