using Ghn.Tensors.Kernels.Gemm;

namespace Ghn.Tensors.Kernels.LinearAlgebra;

/// <summary>
/// The reduced factorisation A = Q·R of an m×n matrix, m ≥ n: the columns of Q are orthonormal, R is upper triangular and its
/// diagonal is never negative, so that the factorisation of a matrix of full rank is unique.
/// <para>
/// By Householder reflections in the recursive form of Elmroth and Gustavson (2000): the left half of the columns is factorised,
/// its reflections are applied to the right half as matrix products, and the right half follows.
/// </para>
/// <para>
/// The rank rule: a column is dependent when those before it leave no more of it than <see cref="Tolerance"/> times its norm, which
/// is what rounding leaves. It gets no reflection and a zero on the diagonal of R. Its column of Q is one of the images, under all
/// reflections, of those unit vectors that follow the first <see cref="Rank"/>, in order. So the columns of Q for independent
/// columns are those of the matrix without the dependent ones, and the others complete them; nothing depends on rounding noise.
/// </para>
/// </summary>
public sealed unsafe class QrFactorization : IDisposable
{
    /// <summary>
    /// How much of a column, relative to its norm, may remain when it counts as dependent on those before it. Rounding in the float32
    /// sums over the columns of tiled weights was seen to leave nearly as much.
    /// </summary>
    public const double Tolerance = 1e-5;

    /// <summary>Panels of so few columns are factorised column by column.</summary>
    private const int NarrowPanel = 8;

    private readonly int _rows;
    private readonly int _columns;
    private readonly ScaledColumns _scaled;
    private readonly HouseholderReflections _reflections;
    private readonly Tensor _coordinates;
    private readonly List<int> _independent = [];

    private QrFactorization(in MatrixView matrix)
    {
        (_rows, _columns) = (matrix.Rows, matrix.Columns);
        _scaled = ScaledColumns.Of(matrix);
        _reflections = new HouseholderReflections(_scaled.Values);
        _coordinates = Tensor.Zeros([_columns, _columns]);
    }

    /// <summary>The number of columns that do not depend on those before them.</summary>
    public int Rank => _independent.Count;

    /// <summary>The columns that do not depend on those before them, in order.</summary>
    public IReadOnlyList<int> IndependentColumns => _independent;

    /// <summary>Factorises a matrix of float32, which is copied first.</summary>
    /// <exception cref="ArgumentException">
    /// The matrix has fewer rows than columns, is not of float32, or has elements that are not finite.
    /// </exception>
    public static QrFactorization Of(in MatrixView matrix)
    {
        if (matrix.Rows < matrix.Columns || matrix.ElementType != ElementType.Float32)
        {
            throw new ArgumentException(
                $"No reduced QR factorisation of a {matrix.Rows}×{matrix.Columns} matrix of {matrix.ElementType}: "
                + "it takes float32 and at least as many rows as columns.",
                nameof(matrix));
        }

        var factorization = new QrFactorization(matrix);
        factorization.Factorize(0, matrix.Columns);
        return factorization;
    }

    /// <summary>Writes Q.</summary>
    /// <param name="target">An m×n matrix of float32 whose rows or columns have neighbouring elements; may be what was factorised.</param>
    /// <exception cref="ArgumentException">The target has other sizes.</exception>
    public void WriteQ(in MatrixView target)
    {
        Require(target, _rows);
        int rank = Rank;
        int[] places = Places();
        _reflections.WriteProduct(target, places, [.. places.Select((_, vector) => vector < rank && Diagonal(vector) < 0)]);
    }

    /// <summary>Writes R.</summary>
    /// <param name="target">An n×n matrix of float32.</param>
    /// <exception cref="ArgumentException">The target has other sizes.</exception>
    public void WriteR(in MatrixView target)
    {
        Require(target, _columns);
        for (int row = 0; row < _columns; row++)
        {
            for (int column = 0; column < _columns; column++)
            {
                Element(target, row, column) = 0;
            }
        }

        for (int vector = 0; vector < Rank; vector++)
        {
            int row = _independent[vector];
            for (int column = row; column < _columns; column++)
            {
                float coordinate = Coordinates(column)[vector];
                Element(target, row, column) = (float)((Diagonal(vector) < 0 ? -coordinate : coordinate) / _scaled.Factors[column]);
            }
        }
    }

    /// <summary>Returns the memory of the factors at once.</summary>
    public void Dispose()
    {
        _scaled.Values.Dispose();
        _reflections.Dispose();
        _coordinates.Dispose();
    }

    private static ref float Element(in MatrixView matrix, int row, int column) =>
        ref ((float*)matrix.Row(row))[column * matrix.ColumnStride];

    /// <summary>Factorises some columns, to which all reflections of earlier columns have been applied.</summary>
    private void Factorize(int first, int end)
    {
        int firstReflection = _reflections.Count;
        if (end - first <= NarrowPanel)
        {
            for (int column = first; column < end; column++)
            {
                _reflections.ApplyOneByOne(firstReflection, column);
                FactorizeColumn(firstReflection, column);
            }

            return;
        }

        int middle = first + ((end - first) / 2);
        Factorize(first, middle);
        int middleReflection = _reflections.Count;
        _reflections.Apply(firstReflection, middle, end);
        Factorize(middle, end);
        _reflections.Join(firstReflection, middleReflection);
    }

    private void FactorizeColumn(int firstReflection, int column)
    {
        int rank = Rank;
        Span<float> values = _scaled.Column(column);
        Span<float> coordinates = Coordinates(column);
        values[..rank].CopyTo(coordinates);
        double remainder = rank < _rows ? HouseholderReflections.Norm(values[rank..]) : 0;
        if (remainder > Tolerance * _scaled.Norms[column])
        {
            coordinates[rank] = _reflections.Append(firstReflection, column, remainder);
            _independent.Add(column);
        }
    }

    /// <summary>The column of Q that each unit vector's image makes: the independent columns, then the dependent ones.</summary>
    private int[] Places() => [.. _independent, .. Enumerable.Range(0, _columns).Except(_independent)];

    private Span<float> Coordinates(int column) => _coordinates.Values.Slice(column * _columns, _columns);

    private float Diagonal(int vector) => Coordinates(_independent[vector])[vector];

    private void Require(in MatrixView target, int rows)
    {
        if (target.Rows != rows || target.Columns != _columns || target.ElementType != ElementType.Float32)
        {
            throw new ArgumentException(
                $"The factor is a {rows}×{_columns} matrix of float32, not a {target.Rows}×{target.Columns} one of {target.ElementType}.",
                nameof(target));
        }
    }
}
