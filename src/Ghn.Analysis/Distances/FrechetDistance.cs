using MathNet.Numerics.LinearAlgebra;

namespace Ghn.Analysis.Distances;

/// <summary>
/// The Fréchet distance of two sets of points, each taken for a normal distribution of their mean and covariance (GHN-2 paper, Table 11):
/// |μ₁ − μ₂|² + tr Σ₁ + tr Σ₂ − 2 tr √(Σ₁Σ₂), with covariances by n − 1. The last trace is the sum of the singular values of AᵀB, where
/// the columns of A and B are the centred points by √(n − 1): exact even where there are fewer points than dimensions, where square roots
/// of matrices lose half their digits.
/// </summary>
public static class FrechetDistance
{
    /// <summary>The distance of two sets.</summary>
    /// <param name="first">Points, at least two.</param>
    /// <param name="second">Points of as many dimensions, at least two.</param>
    /// <exception cref="ArgumentException">A set has fewer than two points, or points of other dimensions.</exception>
    public static double Between(IReadOnlyList<IReadOnlyList<float>> first, IReadOnlyList<IReadOnlyList<float>> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return Between(Doubles(first), Doubles(second));
    }

    /// <summary>As the other, in double precision.</summary>
    public static double Between(IReadOnlyList<IReadOnlyList<double>> first, IReadOnlyList<IReadOnlyList<double>> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        (Vector<double> firstMean, Matrix<double> firstRoot) = Centred(first);
        (Vector<double> secondMean, Matrix<double> secondRoot) = Centred(second);
        if (firstMean.Count != secondMean.Count)
        {
            throw new ArgumentException(
                $"Points of {firstMean.Count} and of {secondMean.Count} dimensions have no distance.", nameof(second));
        }

        double means = (firstMean - secondMean).DotProduct(firstMean - secondMean);
        double traces = firstRoot.FrobeniusNorm() * firstRoot.FrobeniusNorm() + (secondRoot.FrobeniusNorm() * secondRoot.FrobeniusNorm());
        double shared = firstRoot.TransposeThisAndMultiply(secondRoot).Svd(computeVectors: false).S.Sum();
        return Math.Max(0, means + traces - (2 * shared));
    }

    private static (Vector<double> Mean, Matrix<double> Root) Centred(IReadOnlyList<IReadOnlyList<double>> points)
    {
        if (points.Count < 2)
        {
            throw new ArgumentException(
                $"A set of {points.Count} points has no covariance: the Fréchet distance takes two or more.", nameof(points));
        }

        // A column for each point.
        var columns = Matrix<double>.Build.DenseOfColumns(points);
        Vector<double> mean = columns.RowSums() / points.Count;
        columns.MapIndexedInplace((row, _, value) => (value - mean[row]) / Math.Sqrt(points.Count - 1));
        return (mean, columns);
    }

    private static IReadOnlyList<IReadOnlyList<double>> Doubles(IReadOnlyList<IReadOnlyList<float>> points) =>
        [.. points.Select(point => (IReadOnlyList<double>)[.. point.Select(value => (double)value)])];
}
