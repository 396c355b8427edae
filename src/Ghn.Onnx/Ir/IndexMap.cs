using Ghn.Tensors;

namespace Ghn.Onnx.Ir;

/// <summary>
/// Which element goes where: reshaping, transposing, slicing, padding with zeros and repeating are all of this kind, and so is
/// anything that is made of them. That makes it possible to recognise what a chain of such operations does, however it was written.
/// </summary>
internal sealed class IndexMap
{
    /// <summary>The place of an element that is zero.</summary>
    public const int Nothing = -1;

    /// <summary>The rows and columns of a matrix that is transposed as a whole; null for any other map.</summary>
    private readonly (int Rows, int Columns)? _transposed;

    private int[]? _sources;

    private IndexMap(Shape shape, int[]? sources, (int Rows, int Columns)? transposed = null) =>
        (Shape, _sources, _transposed) = (shape, sources, transposed);

    /// <summary>The shape of the result.</summary>
    public Shape Shape { get; }

    /// <summary>Whether the result has all elements, in order.</summary>
    public bool IsWhole => _sources is null && _transposed is null;

    /// <summary>Whether the result is a matrix transposed as a whole.</summary>
    public bool IsTransposed => _transposed is not null;

    /// <summary>The rows and columns of the matrix that is transposed as a whole; null for any other map.</summary>
    public (int Rows, int Columns)? TransposedSize => _transposed;

    /// <summary>
    /// For each element of the result, in row-major order, the place of the element that it is; null if they are all, in order.
    /// </summary>
    public int[]? Sources => _sources ??= _transposed is var (rows, columns) ? Transposition(rows, columns) : null;

    /// <summary>All elements, in order, under some shape.</summary>
    public static IndexMap All(Shape shape) => new(shape, null);

    /// <summary>
    /// The transposition of a matrix. Weights of linear maps are millions of elements that graphs transpose to and fro, so that
    /// their places are listed only when someone asks.
    /// </summary>
    public static IndexMap Transposed(int rows, int columns) => new([columns, rows], null, (rows, columns));

    /// <summary>The same map under another shape.</summary>
    public IndexMap As(Shape shape) => new(shape, _sources, _transposed);

    /// <summary>What a map of the result picks.</summary>
    /// <param name="next">The map of the result.</param>
    /// <param name="sourceCount">The number of elements that this one selects from.</param>
    public IndexMap Then(IndexMap next, long sourceCount)
    {
        if (next.IsWhole || IsWhole)
        {
            return next.IsWhole ? As(next.Shape) : next;
        }

        if (_transposed is var (rows, columns) && next._transposed == (columns, rows))
        {
            return All(next.Shape);
        }

        int[] sources = Sources!;
        return Of(next.Shape, Array.ConvertAll(next.Sources!, place => place == Nothing ? Nothing : sources[place]), sourceCount);
    }

    /// <summary>A map, which is recognised if it takes all elements in order.</summary>
    /// <param name="shape">The shape of the result.</param>
    /// <param name="sources">The places of its elements.</param>
    /// <param name="sourceCount">The number of elements to select from.</param>
    public static IndexMap Of(Shape shape, int[] sources, long sourceCount) =>
        new(shape, sources.Length == sourceCount && IsInOrder(sources) ? null : sources);

    /// <summary>
    /// The map whose element (i, j, …) comes from the place <c>offsets[0][i] + offsets[1][j] + …</c>, or is zero where
    /// one of these is <see cref="Nothing"/>.
    /// </summary>
    /// <param name="offsets">For each dimension of the result, what its indices contribute.</param>
    /// <param name="sourceCount">The number of elements to select from.</param>
    /// <exception cref="ImportException">The result is too large.</exception>
    public static IndexMap Of(int[][] offsets, long sourceCount)
    {
        Shape shape = Sizes.Shape(offsets.Select(dimension => (long)dimension.Length));
        int[] places = [0];
        foreach (int[] dimension in offsets)
        {
            var next = new int[checked(places.Length * dimension.Length)];
            int index = 0;
            foreach (int place in places)
            {
                foreach (int offset in dimension)
                {
                    next[index++] = place == Nothing || offset == Nothing ? Nothing : place + offset;
                }
            }

            places = next;
        }

        return Of(shape, places, sourceCount);
    }

    /// <summary>The map that picks rows of a matrix.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="width">The number of columns.</param>
    public static IndexMap OfRows(int[] rows, int width) =>
        Of([[.. rows.Select(row => row * width)], [.. Enumerable.Range(0, width)]], (long)rows.Length * width);

    /// <summary>The map that puts the dimensions of a shape in another order.</summary>
    public static IndexMap Reorder(Shape shape, int[] order)
    {
        if (order is [1, 0])
        {
            return Transposed(shape[0], shape[1]);
        }

        int[] strides = Strides(shape);
        int[][] offsets =
        [
            .. order.Select(axis => Enumerable.Range(0, shape[axis]).Select(index => index * strides[axis]).ToArray()),
        ];
        return Of(offsets, shape.ElementCount);
    }

    /// <summary>The map that adds a border to each dimension of a shape, or cuts off where its width is negative.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="before">The widths before the first index.</param>
    /// <param name="after">The widths after the last index.</param>
    /// <param name="outside">Which index stands at one outside, given the size of the dimension; <see cref="Nothing"/> for zero.</param>
    /// <exception cref="ImportException">The result is too large.</exception>
    public static IndexMap Padded(Shape shape, IReadOnlyList<long> before, IReadOnlyList<long> after, Func<long, int, long> outside)
    {
        Shape padded = Sizes.Shape(shape.Select((size, axis) => Sizes.Total([size, before[axis], after[axis]])));
        int[] strides = Strides(shape);
        int[][] offsets =
        [
            .. padded.Select((size, axis) => Enumerable.Range(0, size)
                .Select(index => index - before[axis])
                .Select(index => index >= 0 && index < shape[axis] ? index : outside(index, shape[axis]))
                .Select(index => index == Nothing ? Nothing : (int)index * strides[axis])
                .ToArray()),
        ];
        return Of(offsets, shape.ElementCount);
    }

    /// <summary>The places of all elements, also when they are in order.</summary>
    public int[] Places() => Sources ?? [.. Enumerable.Range(0, checked((int)Shape.ElementCount))];

    /// <summary>
    /// Whether another map picks the same places in the same order, under whatever shape. Whole maps are compared at once.
    /// </summary>
    public bool PicksAs(IndexMap other)
    {
        if (Shape.ElementCount != other.Shape.ElementCount)
        {
            return false;
        }

        if (ReferenceEquals(this, other) || (_transposed is not null && _transposed == other._transposed))
        {
            return true;
        }

        return (Sources, other.Sources) switch
        {
            (null, null) => true,
            ({ } own, null) => IsInOrder(own),
            (null, { } others) => IsInOrder(others),
            ({ } own, { } others) => own.AsSpan().SequenceEqual(others),
        };
    }

    /// <summary>The permutation that undoes another: for each place, which element it has.</summary>
    public static int[] Inverse(int[] places)
    {
        var inverse = new int[places.Length];
        for (int i = 0; i < places.Length; i++)
        {
            inverse[places[i]] = i;
        }

        return inverse;
    }

    /// <summary>The distance between neighbours in each dimension of a shape.</summary>
    /// <exception cref="ImportException">The shape is too large.</exception>
    public static int[] Strides(Shape shape)
    {
        var strides = new int[shape.Rank];
        long stride = 1;
        for (int i = shape.Rank - 1; i >= 0; i--)
        {
            strides[i] = (int)stride;
            stride *= Math.Max(1, shape[i]);
            if (stride > int.MaxValue)
            {
                throw new ImportException($"a tensor of {shape} is too large to be moved about");
            }
        }

        return strides;
    }

    private static int[] Transposition(int rows, int columns)
    {
        var places = new int[rows * columns];
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = (i % rows * columns) + (i / rows);
        }

        return places;
    }

    private static bool IsInOrder(int[] sources)
    {
        for (int i = 0; i < sources.Length; i++)
        {
            if (sources[i] != i)
            {
                return false;
            }
        }

        return true;
    }
}
