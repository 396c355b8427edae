using Ghn.Tensors;

namespace Ghn.Onnx.Ir;

/// <summary>
/// What is known of a value that flows through an ONNX graph, once the input has a size: either its numbers, or where each of
/// its elements comes from.
/// </summary>
/// <param name="Shape">The shape, with the batch.</param>
internal abstract record Value(Shape Shape)
{
    /// <summary>The elements that an index map picks.</summary>
    public abstract Value Select(IndexMap map);

    /// <summary>The same elements under another shape with as many.</summary>
    public Value Reshape(Shape shape) => Select(IndexMap.All(shape));
}

/// <summary>Numbers that depend on nothing but sizes: shapes, indices, masks.</summary>
/// <param name="Shape">The shape.</param>
/// <param name="Numbers">The numbers; truth values are 0 and 1.</param>
/// <param name="IsInteger">Whether they are integers, which divide without a remainder.</param>
internal sealed record Constant(Shape Shape, double[] Numbers, bool IsInteger) : Value(Shape)
{
    /// <summary>The numbers as integers; those beyond the range of 64 bits are cut off.</summary>
    public long[] Integers => [.. Numbers.Select(number => (long)number)];

    /// <summary>A vector of integers.</summary>
    public static Constant Vector(IEnumerable<int> numbers)
    {
        double[] values = [.. numbers.Select(number => (double)number)];
        return new Constant([values.Length], values, IsInteger: true);
    }

    /// <inheritdoc/>
    public override Constant Select(IndexMap map) => new(
        map.Shape,
        map.Sources is { } sources ? [.. sources.Select(source => source == IndexMap.Nothing ? 0 : Numbers[source])] : Numbers,
        IsInteger);
}

/// <summary>Elements of a source, somehow arranged: reshaped, transposed, sliced, padded, repeated.</summary>
/// <param name="Source">Where they come from.</param>
/// <param name="Map">Which they are, by their place among the source's elements.</param>
internal sealed record View(Source Source, IndexMap Map) : Value(Map.Shape)
{
    /// <summary>All of a source, as it is.</summary>
    public View(Source source)
        : this(source, IndexMap.All(source.Shape))
    {
    }

    /// <summary>Whether it is all of the source, in order, be it under another shape.</summary>
    public bool IsWhole => Map.IsWhole;

    /// <inheritdoc/>
    public override View Select(IndexMap map) => new(Source, Map.Then(map, Source.Shape.ElementCount));
}
