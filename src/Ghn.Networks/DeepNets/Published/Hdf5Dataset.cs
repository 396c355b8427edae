using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Networks.DeepNets.Published;

/// <summary>A dataset of an HDF5 file: little-endian, unsigned whole numbers in one piece.</summary>
internal sealed class Hdf5Dataset
{
    /// <summary>The message with the shape.</summary>
    public const ushort SpaceMessage = 0x01;

    /// <summary>The message with the type of the elements.</summary>
    public const ushort TypeMessage = 0x03;

    /// <summary>The message with the place of the data.</summary>
    public const ushort LayoutMessage = 0x08;

    private const int MaxDimensions = 32;
    private const byte Contiguous = 1;
    private const byte Virtual = 3;

    private readonly FileBytes _data;

    /// <summary>Reads the messages of a dataset.</summary>
    /// <exception cref="UnsupportedHdf5Exception">The data do not lie in one piece.</exception>
    public Hdf5Dataset(FileBytes file, FileBytes space, FileBytes type, FileBytes layout)
    {
        Sizes = ReadSizes(space);
        ElementBytes = ReadType(type);
        byte version = layout.Span(0, 2, "a layout")[0];
        byte kind = layout.Span(0, 2, "a layout")[1];
        if (version is < 1 or > 5 || kind > Virtual)
        {
            throw layout.Invalid(0, $"there is no layout {kind} of version {version}");
        }

        if (version != 3 || kind != Contiguous)
        {
            throw new UnsupportedHdf5Exception();
        }

        long length = layout.Int64(10, "the data's size");
        long expected = ElementBytes;
        foreach (int size in Sizes)
        {
            expected = size == 0 ? 0 : expected <= length / size ? expected * size : throw Contradiction();
        }

        _data = expected == 0 ? file.Window(0, 0, "no data")
            : expected == length ? file.Window(layout.Int64(2, "the data's address"), length, "a dataset's data")
            : throw Contradiction();

        InvalidFileException Contradiction() => layout.Invalid(10, "the data's size does not fit their shape");
    }

    /// <summary>The dimensions.</summary>
    public IReadOnlyList<int> Sizes { get; }

    /// <summary>The bytes of an element.</summary>
    public int ElementBytes { get; }

    /// <summary>The elements, row by row.</summary>
    public ReadOnlySpan<byte> Bytes => _data.Length <= int.MaxValue
        ? _data.Span()
        : throw _data.Invalid(0, "a dataset of more than 2 GB is not supported");

    private static int[] ReadSizes(FileBytes space)
    {
        ReadOnlySpan<byte> start = space.Span(0, 4, "a shape");
        int first = start[0] switch
        {
            1 => 8,
            2 => 4,
            _ => throw space.Invalid(0, $"shapes of version {start[0]} are not supported"),
        };
        if (start[1] > MaxDimensions)
        {
            throw space.Invalid(1, $"a dataset has {MaxDimensions} dimensions at most, not {start[1]}");
        }

        int[] sizes = new int[start[1]];
        for (int i = 0; i < sizes.Length; i++)
        {
            long size = space.Int64(first + (8L * i), "a dimension");
            sizes[i] = size <= int.MaxValue ? (int)size : throw space.Invalid(first + (8L * i), $"a dimension of {size} is not supported");
        }

        return sizes;
    }

    private static int ReadType(FileBytes type)
    {
        ReadOnlySpan<byte> start = type.Span(0, 4, "a type");
        uint bytes = type.UInt32(4, "a type's size");
        bool isFixedPoint = (start[0] & 15) == 0;
        bool isLittleEndianUnsigned = (start[1] & 0b1001) == 0;
        return isFixedPoint && isLittleEndianUnsigned && bytes is 1 or 2
            ? (int)bytes
            : throw type.Invalid(0, "only unsigned whole numbers of 8 or 16 bits are supported");
    }
}
