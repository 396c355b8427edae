namespace Ghn.Tensors.Tests.Kernels;

/// <summary>QR factorisation by the modified Gram–Schmidt process in double precision: slow, and unlike the one under test.</summary>
internal static class GramSchmidt
{
    /// <summary>The factors of a matrix whose columns are independent; each column is orthogonalised twice, which is enough.</summary>
    public static (double[,] Q, double[,] R) Factorize(double[,] matrix)
    {
        (int rows, int columns) = (matrix.GetLength(0), matrix.GetLength(1));
        double[,] q = (double[,])matrix.Clone();
        var r = new double[columns, columns];
        for (int column = 0; column < columns; column++)
        {
            for (int pass = 0; pass < 2; pass++)
            {
                for (int earlier = 0; earlier < column; earlier++)
                {
                    double product = Dot(q, earlier, column);
                    r[earlier, column] += product;
                    for (int row = 0; row < rows; row++)
                    {
                        q[row, column] -= product * q[row, earlier];
                    }
                }
            }

            r[column, column] = Math.Sqrt(Dot(q, column, column));
            for (int row = 0; row < rows; row++)
            {
                q[row, column] /= r[column, column];
            }
        }

        return (q, r);
    }

    private static double Dot(double[,] matrix, int left, int right)
    {
        double sum = 0;
        for (int row = 0; row < matrix.GetLength(0); row++)
        {
            sum += matrix[row, left] * matrix[row, right];
        }

        return sum;
    }
}
