using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Pickle;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Tensors.Formats.Numpy;

/// <summary>An array that a pickle makes empty and fills afterwards.</summary>
internal sealed class NumpyArray : IPickleObject, ITensorSource
{
    private const int MaxRank = 64;

    private ITensorSource? _content;

    /// <summary>An array without content.</summary>
    public NumpyArray()
    {
    }

    /// <summary>An array of content that is already there.</summary>
    public NumpyArray(ITensorSource content) => _content = content;

    /// <inheritdoc/>
    public string? Obstacle => _content is null ? "it is an array without content" : _content.Obstacle;

    /// <inheritdoc/>
    public bool IsView => _content is { IsView: true };

    /// <inheritdoc/>
    public Tensor ToTensor(string name, Budget copies) => _content!.ToTensor(name, copies);

    /// <summary>The state is (version, shape, element type, whether the first dimension varies fastest, data).</summary>
    public void SetState(PickleReader reader, object? state)
    {
        if (state is not object?[] { Length: 5 } parts
            || parts[2] is not PickledElementType elements
            || parts[3] is not bool isFortranOrder)
        {
            throw NoArray(reader);
        }

        _content = parts[4] is List<object?>
            ? new UnreadableTensor(NumpyElements.Obstacle(elements.Description))
            : new NumpyData(NumpyPickle.BytesOf(reader, parts[4]), elements.Description, ShapeOf(reader, parts[1]), isFortranOrder);
    }

    /// <summary>The dimensions of an array.</summary>
    /// <exception cref="InvalidFileException">The value is no tuple of sizes.</exception>
    public static long[] ShapeOf(PickleReader reader, object? value) =>
        value is object?[] { Length: <= MaxRank } shape && shape.All(size => size is long and >= 0)
            ? [.. shape.Cast<long>()]
            : throw NoArray(reader);

    private static InvalidFileException NoArray(PickleReader reader) =>
        reader.Invalid("the state of an array is not one that NumPy writes");
}
