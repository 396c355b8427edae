using Ghn.Tensors.Formats.Numpy;
using Ghn.Tensors.Formats.Pickle;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Tensors.Formats.Torch;

/// <summary>
/// An array as joblib keeps it: an object that describes it, and right behind it, in the midst of the pickle, its elements. In newer
/// files they begin with a byte that counts the padding before them.
/// </summary>
internal sealed class JoblibArray : IPickleObject, ITensorSource
{
    private NumpyData? _content;

    /// <inheritdoc/>
    public string? Obstacle => _content is null ? "it is an array without content" : _content.Obstacle;

    /// <inheritdoc/>
    public bool IsView => _content is { IsView: true };

    /// <inheritdoc/>
    public Tensor ToTensor(string name, Budget copies) => _content!.ToTensor(name, copies);

    /// <inheritdoc/>
    public void SetState(PickleReader reader, object? state)
    {
        if (!reader.AllowsNestedFiles || _content is not null || state is not PickleDictionary description
            || description["dtype"] is not PickledElementType elements || description["order"] is not string order)
        {
            throw reader.Invalid("an array's description is not one that joblib writes");
        }

        if (NumpyElements.BytesOf(elements.Description) is not { } elementBytes)
        {
            throw reader.Invalid($"an array: {NumpyElements.Obstacle(elements.Description)}", "Save the weights alone.");
        }

        long[] sizes = NumpyArray.ShapeOf(reader, description["shape"]);
        if (description["numpy_array_alignment_bytes"] is not null)
        {
            reader.ReadPayload(reader.ReadByte());
        }

        Int128 byteCount = elementBytes;
        foreach (long size in sizes)
        {
            byteCount = size == 0 ? 0 : byteCount * size;
            if (byteCount > long.MaxValue)
            {
                throw reader.Invalid("an array is larger than any file");
            }
        }

        _content = new NumpyData(reader.ReadPayload((long)byteCount), elements.Description, sizes, order == "F");
    }
}
