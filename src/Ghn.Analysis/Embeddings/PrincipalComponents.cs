using MathNet.Numerics.LinearAlgebra;

namespace Ghn.Analysis.Embeddings;

/// <summary>
/// The directions in which points vary most. Points are centred, not scaled; variances are by n − 1. Each component points so that the
/// point farthest along it has a positive score (the first of them on ties), as scikit-learn had it up to version 1.4.
/// </summary>
/// <param name="Components">The directions, of length 1: [components][dimensions].</param>
/// <param name="Variances">The variance along each, descending.</param>
/// <param name="VarianceShares">The share of all variance.</param>
/// <param name="Scores">The points in these directions: [points][components].</param>
public sealed record PrincipalComponents(
    IReadOnlyList<double[]> Components,
    IReadOnlyList<double> Variances,
    IReadOnlyList<double> VarianceShares,
    IReadOnlyList<double[]> Scores)
{
    /// <summary>Finds the first components of some points.</summary>
    /// <param name="points">The points, at least two.</param>
    /// <param name="count">How many components, at most as many as there are points or dimensions.</param>
    /// <exception cref="ArgumentException">There are fewer than two points.</exception>
    public static PrincipalComponents Of(IReadOnlyList<IReadOnlyList<double>> points, int count)
    {
        ArgumentNullException.ThrowIfNull(points);
        if (points.Count < 2)
        {
            throw new ArgumentException($"{points.Count} points vary in no direction: two or more are needed.", nameof(points));
        }

        var rows = Matrix<double>.Build.DenseOfRows(points);
        ArgumentOutOfRangeException.ThrowIfNotEqual(count, Math.Clamp(count, 1, Math.Min(rows.RowCount, rows.ColumnCount)));
        Vector<double> mean = rows.ColumnSums() / rows.RowCount;
        rows.MapIndexedInplace((_, column, value) => value - mean[column]);
        var decomposition = rows.Svd();
        double[] all = [.. decomposition.S.Select(value => value * value / (rows.RowCount - 1))];
        double total = all.Sum();

        double[][] components = [.. Enumerable.Range(0, count).Select(i => decomposition.VT.Row(i).ToArray())];
        double[][] scores = [.. rows.EnumerateRows().Select(row => components.Select(component => Dot(row, component)).ToArray())];
        for (int i = 0; i < count; i++)
        {
            if (scores.Select(score => score[i]).MaxBy(Math.Abs) < 0)
            {
                Turn(components[i]);
                Array.ForEach(scores, score => score[i] = -score[i]);
            }
        }

        return new PrincipalComponents(
            components, all[..count], [.. all[..count].Select(variance => total > 0 ? variance / total : 0)], scores);
    }

    private static double Dot(Vector<double> row, double[] component) => row.Select((value, i) => value * component[i]).Sum();

    private static void Turn(double[] component)
    {
        for (int i = 0; i < component.Length; i++)
        {
            component[i] = -component[i];
        }
    }
}
