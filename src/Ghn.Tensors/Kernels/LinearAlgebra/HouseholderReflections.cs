using System.Numerics.Tensors;
using Ghn.Tensors.Kernels.Gemm;

namespace Ghn.Tensors.Kernels.LinearAlgebra;

/// <summary>
/// A growing product H₀·H₁·… of Householder reflections Hᵢ = I − τᵢ·vᵢ·vᵢᵀ in compact WY form (Schreiber and Van Loan, 1989): any
/// run of them is I + V·M·Vᵀ with an upper triangular M, so that it is applied by matrix products. The vectors take the places
/// of the columns that they were made from: vᵢ begins with i zeros and a one.
/// </summary>
/// <param name="vectors">The memory of vectors and columns alike, each as a row.</param>
internal sealed unsafe class HouseholderReflections(Tensor vectors) : IDisposable
{
    private readonly int _length = vectors.Shape[1];
    private readonly int _capacity = vectors.Shape[0];
    private readonly Tensor _middle = Tensor.Zeros([vectors.Shape[0], vectors.Shape[0]]);

    /// <summary>The number of reflections.</summary>
    public int Count { get; private set; }

    /// <summary>The Euclidean norm, added up in pieces short enough for single precision.</summary>
    public static double Norm(ReadOnlySpan<float> values)
    {
        const int Piece = 512;
        double sum = 0;
        for (int start = 0; start < values.Length; start += Piece)
        {
            sum += TensorPrimitives.SumOfSquares(values.Slice(start, Math.Min(Piece, values.Length - start)));
        }

        return Math.Sqrt(sum);
    }

    /// <summary>
    /// Adds the reflection that turns what <paramref name="column"/> has from element <see cref="Count"/> on into a multiple of the
    /// first unit vector, joins it to the run that begins at <paramref name="first"/>, and returns that multiple.
    /// The column must not come before its reflection.
    /// </summary>
    /// <param name="first">The first reflection of the run.</param>
    /// <param name="column">The column.</param>
    /// <param name="norm">The norm of those elements, more than 0.</param>
    public float Append(int first, int column, double norm)
    {
        int index = Count++;
        Span<float> tail = Row(column)[index..];
        double head = tail[0];
        double image = -Math.CopySign(norm, head);
        Span<float> vector = Row(index);
        TensorPrimitives.Multiply(tail, (float)(1 / (head - image)), vector[index..]);
        vector[..index].Clear();
        vector[index] = 1;
        *Middle(index, index) = (float)((head - image) / image);
        Join(first, index);
        return (float)image;
    }

    /// <summary>Applies the reflections from <paramref name="first"/> on to one column, one after the other.</summary>
    public void ApplyOneByOne(int first, int column)
    {
        for (int index = first; index < Count; index++)
        {
            ReadOnlySpan<float> vector = Row(index)[index..];
            Span<float> values = Row(column)[index..];
            float product = TensorPrimitives.Dot(vector, values);
            TensorPrimitives.MultiplyAdd(vector, *Middle(index, index) * product, values, values);
        }
    }

    /// <summary>
    /// Applies the reflections from <paramref name="first"/> on to some columns, the first one first: C ← (I + V·Mᵀ·Vᵀ)·C.
    /// </summary>
    public void Apply(int first, int firstColumn, int endColumn)
    {
        int count = Count - first;
        if (count == 0)
        {
            return;
        }

        MatrixView columns = Rows(firstColumn, endColumn, first);
        MatrixView reflectors = Rows(first, Count, first);
        using Tensor products = Tensor.Allocate([columns.Rows, count]);
        using Tensor weighted = Tensor.Allocate([columns.Rows, count]);
        Matrices.MultiplyTransposed(columns, reflectors, MatrixView.Of(products));
        Matrices.MultiplyTransposed(MatrixView.Of(products), Middle(first, Count, first, Count).Transposed, MatrixView.Of(weighted));
        Matrices.MultiplyTransposed(MatrixView.Of(weighted), reflectors.Transposed, columns, new Epilogue { Accumulate = true });
    }

    /// <summary>
    /// Makes one run of the two that begin at <paramref name="first"/> and <paramref name="middle"/>:
    /// the block of M between them is M₁·(V₁ᵀ·V₂)·M₂.
    /// </summary>
    public void Join(int first, int middle)
    {
        if (first == middle || middle == Count)
        {
            return;
        }

        using Tensor products = Tensor.Allocate([middle - first, Count - middle]);
        using Tensor weighted = Tensor.Allocate([middle - first, Count - middle]);
        Matrices.MultiplyTransposed(Rows(first, middle, middle), Rows(middle, Count, middle), MatrixView.Of(products));
        Matrices.MultiplyTransposed(Middle(first, middle, first, middle), MatrixView.Of(products).Transposed, MatrixView.Of(weighted));
        Matrices.MultiplyTransposed(
            MatrixView.Of(weighted), Middle(middle, Count, middle, Count).Transposed, Middle(first, middle, middle, Count));
    }

    /// <summary>
    /// Writes the images of the first unit vectors under the product of all reflections, which must have been joined to one run, as
    /// columns of a matrix: that of vector u as column <c>places[u]</c>, turned round where <c>negated[u]</c>.
    /// </summary>
    public void WriteProduct(in MatrixView target, int[] places, bool[] negated)
    {
        using Tensor weights = Tensor.Allocate([_capacity, Math.Max(Count, 1)]);
        var all = new MatrixView(weights.Data, ElementType.Float32, _capacity, Count, Count);
        using Tensor ordered = Tensor.Allocate(weights.Shape);
        var orderedAll = new MatrixView(ordered.Data, ElementType.Float32, _capacity, Count, Count);

        // (M·Vᵀ) for the unit vectors, one in a row.
        var heads = new MatrixView(vectors.Data, ElementType.Float32, Count, _capacity, _length);
        Matrices.MultiplyTransposed(heads.Transposed, Middle(0, Count, 0, Count), all);
        for (int vector = 0; vector < _capacity; vector++)
        {
            var source = new ReadOnlySpan<float>(all.Row(vector), Count);
            TensorPrimitives.Multiply(source, negated[vector] ? -1 : 1, new Span<float>(orderedAll.Row(places[vector]), Count));
        }

        MatrixView reflectors = Rows(0, Count, 0).Transposed;
        if (target.ColumnStride == 1)
        {
            Matrices.MultiplyTransposed(reflectors, orderedAll, target);
        }
        else
        {
            Matrices.MultiplyTransposed(orderedAll, reflectors, target.Transposed);
        }

        for (int vector = 0; vector < _capacity; vector++)
        {
            ((float*)target.Row(vector))[places[vector] * target.ColumnStride] += negated[vector] ? -1 : 1;
        }
    }

    /// <summary>Returns the memory of M.</summary>
    public void Dispose() => _middle.Dispose();

    private Span<float> Row(int index) => new((float*)vectors.Data + ((long)index * _length), _length);

    /// <summary>Some rows from an element on, beyond which the others have only zeros or nothing that matters.</summary>
    private MatrixView Rows(int first, int end, int firstElement) =>
        new((float*)vectors.Data + ((long)first * _length) + firstElement, ElementType.Float32, end - first, _length - firstElement,
            _length);

    private float* Middle(int row, int column) => (float*)_middle.Data + ((long)row * _capacity) + column;

    private MatrixView Middle(int firstRow, int endRow, int firstColumn, int endColumn) =>
        new(Middle(firstRow, firstColumn), ElementType.Float32, endRow - firstRow, endColumn - firstColumn, _capacity);
}
