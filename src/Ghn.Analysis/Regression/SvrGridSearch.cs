using System.Collections.Concurrent;
using Ghn.Tensors;

namespace Ghn.Analysis.Regression;

/// <summary>
/// Chooses the parameters of a support vector regression by cross-validation, as the reference does with scikit-learn's
/// <c>GridSearchCV</c>: five folds of neighbours in a given order, R² on each, the greatest mean.
/// </summary>
public static class SvrGridSearch
{
    /// <summary>Judges all candidates of <see cref="SvrGrid"/>, on all cores.</summary>
    /// <param name="samples">The samples, at least <see cref="SvrGrid.MinSamples"/>.</param>
    /// <param name="targets">What to predict for each.</param>
    /// <param name="order">The order in which they are cut into folds, as places of samples.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InvalidRequestException">Too few samples, or numbers that are not finite.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static GridSearchResult Search(
        IReadOnlyList<double[]> samples, IReadOnlyList<double> targets, IReadOnlyList<int> order, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(order);
        Samples.Check(samples, targets, SvrGrid.MinSamples);
        IReadOnlyList<SvrParameters> candidates = SvrGrid.Candidates(samples[0].Length);
        double[] distances = RbfKernel.SquaredDistances(samples);
        Dictionary<double, double[]> kernels = candidates.Select(candidate => candidate.Gamma).Distinct()
            .ToDictionary(gamma => gamma, gamma => RbfKernel.Matrix(distances, gamma));

        Fold[] folds = Fold.Cut(order, SvrGrid.FoldCount);
        double[][] scores = Array.ConvertAll(folds, _ => new double[candidates.Count]);
        IEnumerable<(int Fold, (int Index, SvrParameters Parameters)[] Candidates)> chains =
            from chain in candidates.Index().GroupBy(candidate => (candidate.Item.Gamma, candidate.Item.Epsilon))
            orderby chain.Key.Gamma // wide kernels take longest, and the longest work is best begun first
            from fold in Enumerable.Range(0, folds.Length)
            select (fold, chain.ToArray());
        Parallel.ForEach(
            Partitioner.Create(chains, EnumerablePartitionerOptions.NoBuffering),
            new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount },
            chain =>
            {
                SvrParameters first = chain.Candidates[0].Parameters;
                var validation = new SvrValidation(kernels[first.Gamma], targets, folds[chain.Fold], first.Epsilon);
                foreach ((int index, SvrParameters candidate) in chain.Candidates)
                {
                    scores[chain.Fold][index] = validation.Score(candidate.C, cancellation);
                }
            });
        return new GridSearchResult(candidates, scores);
    }
}
