using System.Collections;
using System.Runtime.CompilerServices;

namespace Ghn.Tensors;

/// <summary>
/// The sizes of a tensor's dimensions, outermost first; immutable and compared by value.
/// Written as a collection: <c>Shape shape = [64, 3, 7, 7];</c>. The empty shape is that of a scalar.
/// </summary>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public sealed class Shape : IReadOnlyList<int>, IEquatable<Shape>
{
    /// <summary>So few that the bytes of the elements can always be counted, and their double; no machine has room for as many.</summary>
    private const long MaxElementCount = 1L << 56;

    private readonly int[] _dimensions;

    private Shape(int[] dimensions) => _dimensions = dimensions;

    /// <summary>Makes a shape of the given dimensions.</summary>
    /// <exception cref="ArgumentException">A dimension is negative, or the number of elements exceeds 2⁵⁶.</exception>
    public static Shape Create(ReadOnlySpan<int> dimensions)
    {
        long elements = 1;
        foreach (int dimension in dimensions)
        {
            if (dimension < 0 || (dimension > 0 && elements > MaxElementCount / dimension))
            {
                string problem = dimension < 0 ? $"a dimension is {dimension}" : "it has more than 2⁵⁶ elements";
                throw new ArgumentException(
                    $"[{string.Join(", ", dimensions.ToArray())}] is no shape of a tensor: {problem}.", nameof(dimensions));
            }

            elements *= dimension;
        }

        return new Shape(dimensions.ToArray()) { ElementCount = elements };
    }

    /// <summary>The number of dimensions.</summary>
    public int Rank => _dimensions.Length;

    /// <summary>The number of elements: the product of all dimensions, 1 for a scalar.</summary>
    public long ElementCount { get; private init; }

    /// <summary>The dimensions, outermost first.</summary>
    public ReadOnlySpan<int> Dimensions => _dimensions;

    /// <inheritdoc/>
    public int Count => _dimensions.Length;

    /// <inheritdoc/>
    public int this[int index] => _dimensions[index];

    /// <inheritdoc/>
    public bool Equals(Shape? other) => other is not null && _dimensions.AsSpan().SequenceEqual(other._dimensions);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Shape);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (int dimension in _dimensions)
        {
            hash.Add(dimension);
        }

        return hash.ToHashCode();
    }

    /// <summary>Whether two shapes have the same dimensions.</summary>
    public static bool operator ==(Shape? left, Shape? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two shapes differ.</summary>
    public static bool operator !=(Shape? left, Shape? right) => !(left == right);

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)_dimensions).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => _dimensions.GetEnumerator();

    /// <summary>The dimensions joined by ×, as papers write them; <c>scalar</c> when there are none.</summary>
    public override string ToString() => Rank == 0 ? "scalar" : string.Join('×', _dimensions);
}
