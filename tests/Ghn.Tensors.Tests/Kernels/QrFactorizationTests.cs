using FsCheck;
using FsCheck.Fluent;
using Ghn.Tensors.Kernels.LinearAlgebra;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Tests.Kernels;

/// <summary>The QR factorisation against its definition and against Gram–Schmidt, both in double precision.</summary>
public class QrFactorizationTests
{
    /// <summary>Float32 rounding errors of sums of up to a few hundred terms.</summary>
    private const double Tolerance = 2e-6;

    [Fact]
    public void Any_matrix_is_the_product_of_an_orthonormal_and_a_triangular_one()
    {
        Gen<(double[,] Matrix, Layout Layout)> cases =
            from columns in Gen.Choose(0, 70)
            from more in Gen.Choose(0, 90)
            from rank in Gen.Choose(0, columns)
            from scale in Gen.Choose(-30, 30)
            from seed in Gen.Choose(0, int.MaxValue)
            from layout in Gen.Elements(Layout.Rows, Layout.Columns)
            select (OfRank(new Random(seed), columns + more, columns, rank, Math.Pow(10, scale)), layout);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(cases.ToArbitrary(), test =>
        {
            Factorized factors = Factorized.Of(test.Matrix, test.Layout);
            Require(factors);
        }));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 7)]
    [InlineData(64, 9)]
    [InlineData(147, 64)]
    [InlineData(200, 200)]
    [InlineData(700, 150)]
    public void Both_factors_of_independent_columns_equal_Gram_Schmidts(int rows, int columns)
    {
        double[,] matrix = Normal(new Random(rows), rows, columns);
        Factorized factors = Factorized.Of(matrix, rows % 2 == 0 ? Layout.Rows : Layout.Columns);
        (double[,] q, double[,] r) = GramSchmidt.Factorize(factors.Matrix);
        Assert.Equal(columns, factors.Independent.Length);
        Require(factors);

        // The last columns of a square matrix have little left to determine their direction.
        double conditioning = Math.Max(1, Math.Sqrt(rows) / Math.Max(1, r[columns - 1, columns - 1]));
        double qError = Factorized.Distance(q, factors.Q);
        double rError = Factorized.Distance(r, factors.R) / Math.Sqrt(rows);
        Assert.True(qError < Tolerance * conditioning, $"Q differs by {qError:g3}.");
        Assert.True(rError < Tolerance, $"R differs by {rError:g3}.");
    }

    [Fact]
    public void Dependent_columns_are_found_and_leave_the_others_as_if_they_were_not_there()
    {
        var random = new Random(5);
        double[,] independent = Normal(random, 90, 40);
        int[] sources = [0, 1, 1, 2, -1, 3, 0, .. Enumerable.Range(4, 36), 39, 5];
        double[,] matrix = new double[90, sources.Length];
        Factorized.ForEach(
            90, sources.Length, (i, j) => matrix[i, j] = sources[j] < 0 ? 0 : (float)independent[i, sources[j]] * (j % 3 + 1));
        Factorized factors = Factorized.Of(matrix);
        Require(factors);

        int[] first = [.. Enumerable.Range(0, sources.Length).Where(j => sources[j] >= 0 && Array.IndexOf(sources, sources[j]) == j)];
        Assert.Equal(first, factors.Independent);
        Factorized alone = Factorized.Of(independent);
        double[,] kept = new double[90, 40];
        Factorized.ForEach(90, 40, (i, j) => kept[i, j] = factors.Q[i, first[j]]);
        Assert.True(Factorized.Distance(alone.Q, kept) < Tolerance);
    }

    [Fact]
    public void Columns_for_dependent_ones_do_not_depend_on_rounding_noise()
    {
        var random = new Random(6);
        double[,] matrix = OfRank(random, 120, 60, 25, 1);
        double[,] noisy = (double[,])matrix.Clone();
        Factorized.ForEach(120, 60, (i, j) => noisy[i, j] *= 1 + (1e-7 * (random.NextDouble() - 0.5)));
        Factorized factors = Factorized.Of(matrix);
        Factorized noisyFactors = Factorized.Of(noisy);
        Assert.Equal(Enumerable.Range(0, 25), factors.Independent);
        Assert.Equal(factors.Independent, noisyFactors.Independent);
        Assert.True(Factorized.Distance(factors.Q, noisyFactors.Q) < 2e-5);
    }

    [Fact]
    public void A_matrix_of_zeros_gives_the_first_unit_vectors()
    {
        Factorized factors = Factorized.Of(new double[5, 3]);
        Assert.Empty(factors.Independent);
        Factorized.ForEach(5, 3, (i, j) => Assert.Equal(i == j ? 1 : 0, factors.Q[i, j]));
        Factorized.ForEach(3, 3, (i, j) => Assert.Equal(0, factors.R[i, j]));
    }

    [Fact]
    public void The_number_of_threads_does_not_change_a_bit()
    {
        double[,] matrix = OfRank(new Random(7), 900, 300, 200, 1);
        Factorized parallel = Factorized.Of(matrix);
        Factorized? alone = null;

        // Inside a loop of the pool, everything runs on one thread.
        WorkerPool.For(2, i => alone = i == 0 ? Factorized.Of(matrix) : alone);
        Assert.Equal(parallel.Q, alone!.Q);
        Assert.Equal(parallel.R, alone.R);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Numbers_that_are_not_finite_are_refused(float value)
    {
        double[,] matrix = Normal(new Random(8), 30, 20);
        matrix[29, 17] = value;
        ArgumentException exception = Assert.Throws<ArgumentException>(() => Factorized.Of(matrix));
        Assert.Contains("Column 17", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wide_matrices_are_refused() =>
        Assert.Contains("3×4", Assert.Throws<ArgumentException>(() => Factorized.Of(new double[3, 4])).Message, StringComparison.Ordinal);

    private static void Require(Factorized factors)
    {
        int columns = factors.R.GetLength(0);
        Assert.True(factors.OrthogonalityError < Tolerance, $"QᵀQ differs from I by {factors.OrthogonalityError:g3}.");
        double reconstruction = Tolerance + (factors.Independent.Length < columns ? QrFactorization.Tolerance : 0);
        Assert.True(factors.ReconstructionError < reconstruction, $"QR differs from A by {factors.ReconstructionError:g3}.");
        Factorized.ForEach(columns, columns, (i, j) => Assert.True(i < j || (i == j ? factors.R[i, j] >= 0 : factors.R[i, j] == 0)));
        Assert.Equal(factors.Independent, Enumerable.Range(0, columns).Where(j => factors.R[j, j] > 0));
    }

    private static double[,] Normal(Random random, int rows, int columns)
    {
        var matrix = new double[rows, columns];
        Factorized.ForEach(rows, columns, (i, j) => matrix[i, j] =
            Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        return matrix;
    }

    /// <summary>A matrix whose first columns are independent, and whose others combine them.</summary>
    private static double[,] OfRank(Random random, int rows, int columns, int rank, double scale)
    {
        double[,] basis = Normal(random, rows, rank);
        double[,] combinations = Normal(random, rank, columns);
        var matrix = new double[rows, columns];
        Factorized.ForEach(rows, columns, (i, j) =>
        {
            for (int k = 0; k < rank; k++)
            {
                matrix[i, j] += scale * (j < rank ? (j == k ? basis[i, k] : 0) : basis[i, k] * combinations[k, j]);
            }
        });
        return matrix;
    }
}
