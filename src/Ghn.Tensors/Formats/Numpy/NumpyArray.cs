namespace Ghn.Tensors;

/// <summary>An array that a pickle makes empty and fills afterwards.</summary>
internal sealed class NumpyArray : IPickleObject
{
    private const int HighestRank = 64;

    /// <summary>What it was filled with; null before.</summary>
    public StridedTensor? Content { get; private set; }

    /// <summary>The state is (version, shape, element type, whether the first dimension varies fastest, data).</summary>
    public void SetState(PickleReader reader, object? state)
    {
        if (state is not object?[] { Length: 5 } parts
            || parts[1] is not object?[] { Length: <= HighestRank } shape || !shape.All(size => size is long and >= 0)
            || parts[2] is not NumpyElementType elements || parts[3] is not bool isFortranOrder || parts[4] is not FileBytes bytes)
        {
            throw reader.Invalid("the state of an array is not one that NumPy writes");
        }

        ElementType type = NpyHeader.TypeOf(elements.Description)
            ?? throw reader.Invalid($"elements of type '{elements.Description}' are not supported");
        long[] sizes = [.. shape.Cast<long>()];
        var storage = new StorageBytes(reader.FileName, type, bytes.Length / type.ByteCount()) { Bytes = bytes };
        Content = new StridedTensor(storage, Offset: 0, sizes, Strides(sizes, isFortranOrder));
    }

    /// <summary>The steps between elements; those that overflow belong to no array, which shows when its elements are looked for.</summary>
    private static long[] Strides(long[] sizes, bool isFortranOrder)
    {
        long[] strides = new long[sizes.Length];
        long step = 1;
        for (int i = 0; i < sizes.Length; i++)
        {
            int dimension = isFortranOrder ? i : sizes.Length - 1 - i;
            strides[dimension] = step;
            step = unchecked(step * sizes[dimension]);
        }

        return strides;
    }
}
