using Ghn.Tensors;

namespace Ghn.Onnx;

/// <summary>
/// What is known of a value that flows through an ONNX graph, once the input has a size: either its numbers, or where each of
/// its elements comes from.
/// </summary>
/// <param name="Shape">The shape, with the batch.</param>
internal abstract record Value(Shape Shape)
{
    /// <summary>The elements that a selection picks.</summary>
    public abstract Value Select(Selection selection);

    /// <summary>The same elements under another shape with as many.</summary>
    public Value Reshape(Shape shape) => Select(Selection.All(shape));
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
    public override Constant Select(Selection selection) => new(
        selection.Shape,
        selection.Sources is { } sources ? [.. sources.Select(source => source == Selection.Nothing ? 0 : Numbers[source])] : Numbers,
        IsInteger);
}

/// <summary>Elements of a source, somehow arranged: reshaped, transposed, sliced, padded, repeated.</summary>
/// <param name="Source">Where they come from.</param>
/// <param name="Arrangement">Which they are, by their place among the source's elements.</param>
internal sealed record View(Source Source, Selection Arrangement) : Value(Arrangement.Shape)
{
    /// <summary>All of a source, as it is.</summary>
    public View(Source source)
        : this(source, Selection.All(source.Shape))
    {
    }

    /// <summary>Whether it is all of the source, in order, be it under another shape.</summary>
    public bool IsWhole => Arrangement.IsWhole;

    /// <inheritdoc/>
    public override View Select(Selection selection) => new(Source, Arrangement.Then(selection, Source.Shape.ElementCount));
}
