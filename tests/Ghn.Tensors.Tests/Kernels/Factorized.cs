using Ghn.Tensors.Kernels.Gemm;
using Ghn.Tensors.Kernels.LinearAlgebra;

namespace Ghn.Tensors.Tests.Kernels;

/// <summary>A matrix and its factors as <see cref="QrFactorization"/> writes them, with the errors they make.</summary>
internal sealed class Factorized
{
    private Factorized(double[,] matrix, double[,] q, double[,] r, int[] independent) =>
        (Matrix, Q, R, Independent) = (matrix, q, r, independent);

    public double[,] Matrix { get; }

    public double[,] Q { get; }

    public double[,] R { get; }

    public int[] Independent { get; }

    /// <summary>The largest element of QᵀQ − I.</summary>
    public double OrthogonalityError
    {
        get
        {
            double[,] q = Q;
            int columns = q.GetLength(1);
            return Largest(columns, columns, (i, j) => Sum(q.GetLength(0), row => q[row, i] * q[row, j]) - (i == j ? 1 : 0));
        }
    }

    /// <summary>The largest element of QR − A, in each column relative to its norm.</summary>
    public double ReconstructionError
    {
        get
        {
            (int rows, int columns) = (Matrix.GetLength(0), Matrix.GetLength(1));
            double[] norms = [.. Enumerable.Range(0, columns).Select(j => Math.Sqrt(Sum(rows, row => Matrix[row, j] * Matrix[row, j])))];
            return Largest(rows, columns, (i, j) =>
                (Sum(j + 1, k => Q[i, k] * R[k, j]) - Matrix[i, j]) / (norms[j] == 0 ? 1 : norms[j]));
        }
    }

    /// <summary>Factorises a matrix that lies in memory in the given layout; Q takes its place.</summary>
    public static unsafe Factorized Of(double[,] matrix, Layout layout = Layout.Rows)
    {
        (int rows, int columns) = (matrix.GetLength(0), matrix.GetLength(1));
        using Tensor values = Tensor.Allocate([rows, columns]);
        MatrixView view = layout == Layout.Rows
            ? new MatrixView(values.Data, ElementType.Float32, rows, columns, columns)
            : new MatrixView(values.Data, ElementType.Float32, rows, columns, 1, rows);
        var rounded = new double[rows, columns];
        ForEach(rows, columns, (i, j) => rounded[i, j] = ((float*)view.Row(i))[j * view.ColumnStride] = (float)matrix[i, j]);

        using QrFactorization factorization = QrFactorization.Of(view);
        using Tensor triangle = Tensor.Allocate([columns, columns]);
        factorization.WriteQ(view);
        factorization.WriteR(MatrixView.Of(triangle));
        var q = new double[rows, columns];
        var r = new double[columns, columns];
        ForEach(rows, columns, (i, j) => q[i, j] = ((float*)view.Row(i))[j * view.ColumnStride]);
        ForEach(columns, columns, (i, j) => r[i, j] = triangle.Values[(i * columns) + j]);
        int[] independent = [.. factorization.IndependentColumns];
        Assert.Equal(independent.Length, factorization.Rank);
        return new Factorized(rounded, q, r, independent);
    }

    /// <summary>The largest difference between two matrices.</summary>
    public static double Distance(double[,] left, double[,] right) =>
        Largest(left.GetLength(0), left.GetLength(1), (i, j) => left[i, j] - right[i, j]);

    /// <summary>Runs an action for every place of a matrix.</summary>
    public static void ForEach(int rows, int columns, Action<int, int> action)
    {
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                action(i, j);
            }
        }
    }

    private static double Largest(int rows, int columns, Func<int, int, double> element)
    {
        double largest = 0;
        ForEach(rows, columns, (i, j) => largest = double.Max(largest, Math.Abs(element(i, j))));
        return largest;
    }

    private static double Sum(int count, Func<int, double> term)
    {
        double sum = 0;
        for (int k = 0; k < count; k++)
        {
            sum += term(k);
        }

        return sum;
    }
}
