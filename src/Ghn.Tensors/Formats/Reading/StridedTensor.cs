using System.Numerics;
using Ghn.Tensors.Files;

namespace Ghn.Tensors.Formats.Reading;

/// <summary>
/// A tensor as a file describes it: elements at any strides in a storage. Nothing of the description has been checked
/// before <see cref="ToTensor"/>.
/// </summary>
/// <param name="Storage">Where the elements lie.</param>
/// <param name="Offset">The first element's place in the storage, in elements.</param>
/// <param name="Sizes">The dimensions.</param>
/// <param name="Strides">The steps from one entry of each dimension to the next, in elements.</param>
internal sealed unsafe record StridedTensor(StorageBytes Storage, long Offset, long[] Sizes, long[] Strides) : ITensorSource
{
    private const int MaxRank = 64;

    /// <summary>Whether the elements in the storage still have the wrong sign.</summary>
    public bool IsNegated { get; init; }

    /// <inheritdoc/>
    public string? Obstacle => Storage.Obstacle
        ?? (IsNegated && Storage.Type is ElementType.Bool or ElementType.UInt8 ? "it is negated, but has no signs" : null);

    /// <inheritdoc/>
    public bool IsView => !IsNegated && IsContiguous();

    /// <summary>A view of the storage if the elements lie there in order, otherwise a copy.</summary>
    /// <param name="name">The tensor's name, for messages.</param>
    /// <param name="copies">What copying is charged to, in bytes.</param>
    /// <exception cref="InvalidFileException">The description is inconsistent, or exceeds the storage or the budget.</exception>
    public Tensor ToTensor(string name, Budget copies)
    {
        Shape shape = CheckedShape(name);
        int elementBytes = Storage.Type.ByteCount();
        FileBytes bytes = Storage.Bytes ?? throw Invalid(name, "the file does not contain its data");
        if (shape.ElementCount > 0 && LastElement() >= bytes.Length / elementBytes)
        {
            throw Invalid(name, $"it reaches to element {LastElement()} of a storage of {bytes.Length / elementBytes}");
        }

        if (shape.ElementCount > 0 && IsView)
        {
            return bytes.Tensor(Offset * elementBytes, shape, Storage.Type, $"tensor {name}");
        }

        copies.Spend(Math.Max(256, checked(shape.ElementCount * elementBytes)));
        Tensor tensor = Tensor.Allocate(shape, Storage.Type);
        if (shape.ElementCount > 0)
        {
            Gather(bytes.Pointer + (Offset * elementBytes), tensor.Data, elementBytes);
            Negate(tensor);
        }

        GC.KeepAlive(bytes);
        return tensor;
    }

    private Shape CheckedShape(string name)
    {
        bool valid = Sizes.Length == Strides.Length && Sizes.Length <= MaxRank && Offset >= 0;
        Int128 count = 1;
        for (int i = 0; i < Sizes.Length && valid; i++)
        {
            count *= Sizes[i];
            valid = Sizes[i] is >= 0 and <= int.MaxValue && Strides[i] >= 0 && count <= 1L << 56;
        }

        return valid
            ? Shape.Create([.. Sizes.Select(size => (int)size)])
            : throw Invalid(name, $"no tensor has sizes [{Join(Sizes)}] and strides [{Join(Strides)}] from {Offset} on");
    }

    private Int128 LastElement()
    {
        Int128 last = Offset;
        for (int i = 0; i < Sizes.Length; i++)
        {
            last += (Int128)(Sizes[i] - 1) * Strides[i];
        }

        return last;
    }

    /// <summary>Asked before the shape is checked: a description may have more sizes than strides.</summary>
    private bool IsContiguous()
    {
        if (Strides.Length != Sizes.Length)
        {
            return false;
        }

        long expected = 1;
        for (int i = Sizes.Length - 1; i >= 0; i--)
        {
            if (Sizes[i] != 1 && Strides[i] != expected)
            {
                return false;
            }

            expected *= Sizes[i];
        }

        return true;
    }

    private void Gather(byte* source, byte* target, int elementBytes)
    {
        switch (elementBytes)
        {
            case 1:
                Gather(source, target);
                break;
            case 2:
                Gather((ushort*)source, (ushort*)target);
                break;
            case 4:
                Gather((uint*)source, (uint*)target);
                break;
            default:
                Gather((ulong*)source, (ulong*)target);
                break;
        }
    }

    /// <summary>Walks the indices in row-major order, the innermost dimension in a plain loop.</summary>
    private void Gather<T>(T* source, T* target)
        where T : unmanaged
    {
        int inner = Sizes.Length - 1;
        if (inner < 0)
        {
            *target = *source;
            return;
        }

        long[] index = new long[Sizes.Length];
        while (true)
        {
            T* row = source;
            for (int i = 0; i < inner; i++)
            {
                row += index[i] * Strides[i];
            }

            for (long i = 0; i < Sizes[inner]; i++)
            {
                *target++ = row[i * Strides[inner]];
            }

            int dimension = inner - 1;
            while (dimension >= 0 && ++index[dimension] == Sizes[dimension])
            {
                index[dimension--] = 0;
            }

            if (dimension < 0)
            {
                return;
            }
        }
    }

    private void Negate(Tensor tensor)
    {
        if (!IsNegated)
        {
            return;
        }

        switch (tensor.ElementType)
        {
            case ElementType.Float32:
                FlipSigns((uint*)tensor.Data, tensor.ElementCount, 1u << 31);
                break;
            case ElementType.Float64:
                FlipSigns((ulong*)tensor.Data, tensor.ElementCount, 1ul << 63);
                break;
            case ElementType.Float16 or ElementType.BFloat16:
                FlipSigns((ushort*)tensor.Data, tensor.ElementCount, (ushort)(1 << 15));
                break;
            case ElementType.Int64:
                Negate((long*)tensor.Data, tensor.ElementCount);
                break;
            case ElementType.Int32:
                Negate((int*)tensor.Data, tensor.ElementCount);
                break;
            case ElementType.Int16:
                Negate((short*)tensor.Data, tensor.ElementCount);
                break;
            default:
                Negate((sbyte*)tensor.Data, tensor.ElementCount);
                break;
        }
    }

    private static void FlipSigns<T>(T* elements, long count, T sign)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (long i = 0; i < count; i++)
        {
            elements[i] ^= sign;
        }
    }

    private static void Negate<T>(T* elements, long count)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (long i = 0; i < count; i++)
        {
            elements[i] = unchecked(-elements[i]);
        }
    }

    private InvalidFileException Invalid(string name, string problem) => new(Storage.FileName, $"tensor {name}", problem);

    private static string Join(long[] values) => string.Join(", ", values.Take(MaxRank));
}
