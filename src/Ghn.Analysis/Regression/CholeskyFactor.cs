using System.Numerics.Tensors;

namespace Ghn.Analysis.Regression;

/// <summary>The lower triangle L of a symmetric, positive definite matrix A = LL', by rows, whose inner products are vectorised.</summary>
internal sealed class CholeskyFactor
{
    private readonly double[][] _rows;

    private CholeskyFactor(double[][] rows) => _rows = rows;

    /// <summary>Factorises a matrix; null where it is singular to rounding.</summary>
    /// <param name="size">Its size.</param>
    /// <param name="element">Its elements, by row and column, the latter not above the former.</param>
    public static CholeskyFactor? Of(int size, Func<int, int, double> element)
    {
        double[][] rows = new double[size][];
        for (int i = 0; i < size; i++)
        {
            double[] row = rows[i] = new double[i + 1];
            for (int j = 0; j < i; j++)
            {
                row[j] = (element(i, j) - TensorPrimitives.Dot<double>(row.AsSpan(0, j), rows[j].AsSpan(0, j))) / rows[j][j];
            }

            double diagonal = element(i, i);
            double rest = diagonal - TensorPrimitives.SumOfSquares<double>(row.AsSpan(0, i));
            if (!(rest > 1e-13 * diagonal))
            {
                return null;
            }

            row[i] = Math.Sqrt(rest);
        }

        return new CholeskyFactor(rows);
    }

    /// <summary>The x of Ax = b, in place of b.</summary>
    public void Solve(double[] b)
    {
        for (int i = 0; i < b.Length; i++)
        {
            b[i] = (b[i] - TensorPrimitives.Dot<double>(_rows[i].AsSpan(0, i), b.AsSpan(0, i))) / _rows[i][i];
        }

        for (int i = b.Length - 1; i >= 0; i--)
        {
            b[i] /= _rows[i][i];
            TensorPrimitives.MultiplyAdd(_rows[i].AsSpan(0, i), -b[i], b.AsSpan(0, i), b.AsSpan(0, i));
        }
    }
}
