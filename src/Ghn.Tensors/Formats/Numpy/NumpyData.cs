using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Tensors.Formats.Numpy;

/// <summary>The elements of a NumPy array, and how they are to be read.</summary>
/// <param name="data">Where they lie; more may follow.</param>
/// <param name="description">The order of an element's bytes, its kind and its size: <c>&lt;f4</c>.</param>
/// <param name="sizes">The dimensions.</param>
/// <param name="isFortranOrder">Whether the first dimension varies fastest.</param>
internal sealed class NumpyData(FileBytes data, string description, long[] sizes, bool isFortranOrder) : ITensorSource
{
    private readonly NumpyElements? _elements = NumpyElements.Of(description);

    /// <inheritdoc/>
    public string? Obstacle => _elements switch
    {
        null => NumpyElements.Obstacle(description),
        { IsUnsigned: true, ByteCount: sizeof(ulong) } when HasLargeNumbers() => "it has numbers of 2⁶³ and more, which are not supported",
        _ => null,
    };

    /// <inheritdoc/>
    public bool IsView => _elements is { AreNative: true } && Described(data, _elements.Type, data.Length / _elements.ByteCount).IsView;

    /// <inheritdoc/>
    public Tensor ToTensor(string name, Budget copies)
    {
        long inFile = data.Length / _elements!.ByteCount;
        if (_elements.AreNative)
        {
            return Described(data, _elements.Type, inFile).ToTensor(name, copies);
        }

        if (CountWithin(inFile) is not { } count)
        {
            throw new InvalidFileException(data.Name, $"array {name}", $"there are {inFile} elements, too few for its shape");
        }

        long byteCount = count * _elements.Type.ByteCount();
        copies.Spend(byteCount);
        HeapMemory converted = HeapMemory.Read(new Converter(data, _elements).Read, byteCount);
        return Described(new FileBytes(converted, data.Name), _elements.Type, count).ToTensor(name, copies);
    }

    private StridedTensor Described(FileBytes bytes, ElementType type, long count) =>
        new(new StorageBytes(data.Name, type, count) { Bytes = bytes }, Offset: 0, sizes, Strides());

    /// <summary>The steps between elements; those that overflow belong to no array, which shows when its elements are looked for.</summary>
    private long[] Strides()
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

    /// <summary>The number of elements, or null if there are not as many.</summary>
    private long? CountWithin(long inFile)
    {
        Int128 count = 1;
        foreach (long size in sizes)
        {
            count *= size;
            if (size is < 0 or > int.MaxValue || count > inFile)
            {
                return sizes.Contains(0) && sizes.All(other => other is >= 0 and <= int.MaxValue) ? 0 : null;
            }
        }

        return (long)count;
    }

    private bool HasLargeNumbers()
    {
        long byteCount = (CountWithin(data.Length / sizeof(ulong)) ?? 0) * sizeof(ulong);
        for (long offset = description[0] == '>' ? 0 : sizeof(ulong) - 1; offset < byteCount; offset += sizeof(ulong))
        {
            if (data.Span(offset, 1, "an element")[0] >= 0x80)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Puts bytes in order, and makes larger signed numbers of unsigned ones.</summary>
    private sealed class Converter(FileBytes data, NumpyElements elements)
    {
        private long _position;

        public int Read(Span<byte> target)
        {
            int size = elements.Type.ByteCount();
            int count = target.Length / size;
            ReadOnlySpan<byte> source = data.Span(_position, count * elements.ByteCount, "the array");
            Span<byte> element = stackalloc byte[sizeof(ulong)];
            for (int i = 0; i < count; i++)
            {
                element.Clear();
                source.Slice(i * elements.ByteCount, elements.ByteCount).CopyTo(element);
                if (elements.IsBigEndian)
                {
                    element[..elements.ByteCount].Reverse();
                }

                element[..size].CopyTo(target[(i * size)..]);
            }

            _position += count * elements.ByteCount;
            return count * size;
        }
    }
}
