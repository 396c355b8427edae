using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors;
using Google.Protobuf.Collections;
using DataType = Ghn.Onnx.Model.Protocol.TensorProto.Types.DataType;

namespace Ghn.Onnx.Model;

/// <summary>Reads the numbers of tensors in ONNX files, wherever and however they are kept.</summary>
/// <param name="file">The model's file, beside which external data lies.</param>
internal sealed class TensorContent(string file)
{
    /// <summary>As many as a shape may have.</summary>
    private const long MaxElements = 1L << 56;

    private readonly ExternalData _external = new(file);

    /// <summary>The shape of a tensor.</summary>
    /// <exception cref="InvalidFileException">It is no shape.</exception>
    public Shape ShapeOf(TensorProto proto) => ShapeOf(proto.Dims) ?? throw Invalid(proto, $"{string.Join('×', proto.Dims)} is no shape");

    /// <summary>The shape of sizes; null if they are none.</summary>
    public static Shape? ShapeOf(IReadOnlyList<long> sizes)
    {
        Int128 elements = 1;
        foreach (long size in sizes)
        {
            elements *= size;
            if (size is < 0 or > int.MaxValue || elements > MaxElements)
            {
                return null;
            }
        }

        return [.. sizes.Select(size => (int)size)];
    }

    /// <summary>The numbers of a tensor.</summary>
    /// <exception cref="InvalidFileException">They are incomplete, or of a type that is not supported.</exception>
    public Tensor Read(TensorProto proto)
    {
        Shape shape = ShapeOf(proto);
        return (DataType)proto.DataType switch
        {
            DataType.Float => Numbers(proto, shape, proto.FloatData),
            DataType.Double => Numbers(proto, shape, proto.DoubleData),
            DataType.Int64 => Numbers(proto, shape, proto.Int64Data),
            DataType.Int32 => Numbers(proto, shape, proto.Int32Data),
            DataType.Int16 => Narrow(proto, shape, number => (short)number),
            DataType.Int8 => Narrow(proto, shape, number => (sbyte)number),
            DataType.Uint8 => Narrow(proto, shape, number => (byte)number),
            DataType.Bool => Narrow(proto, shape, number => number != 0),
            DataType.Float16 => Narrow(proto, shape, number => BitConverter.UInt16BitsToHalf((ushort)number)),
            DataType.Bfloat16 => Widen(Narrow(proto, shape, number => (short)number)),
            DataType type => throw new InvalidFileException(
                file, $"tensor {proto.Name}", $"its numbers are of the type {type}, which is not supported",
                "Export the model in float32."),
        };
    }

    private Tensor Numbers<T>(TensorProto proto, Shape shape, RepeatedField<T> numbers)
        where T : unmanaged
    {
        if (numbers.Count == 0)
        {
            return Raw<T>(proto, shape);
        }

        RequireCount(proto, shape, numbers.Count);
        return Tensor.From<T>(numbers.ToArray(), shape);
    }

    /// <summary>Types without a field of their own share that of 32-bit integers.</summary>
    private Tensor Narrow<T>(TensorProto proto, Shape shape, Func<int, T> convert)
        where T : unmanaged
    {
        if (proto.Int32Data.Count == 0)
        {
            return Raw<T>(proto, shape);
        }

        RequireCount(proto, shape, proto.Int32Data.Count);
        return Tensor.From<T>(proto.Int32Data.Select(convert).ToArray(), shape);
    }

    private Tensor Raw<T>(TensorProto proto, Shape shape)
        where T : unmanaged
    {
        bool isExternal = proto.DataLocation == TensorProto.Types.DataLocation.External;
        byte[]? external = isExternal ? _external.Read(proto) : null;
        ReadOnlySpan<byte> bytes = external ?? proto.RawData.Span;
        int size = Unsafe.SizeOf<T>();
        if (bytes.Length % size != 0)
        {
            throw Invalid(proto, $"its {bytes.Length} bytes are no whole numbers of {size} bytes");
        }

        RequireCount(proto, shape, bytes.Length / size);
        return Tensor.From(MemoryMarshal.Cast<byte, T>(bytes), shape);
    }

    private static Tensor Widen(Tensor upperHalves)
    {
        Tensor wide = Tensor.Allocate(upperHalves.Shape);
        ReadOnlySpan<short> bits = upperHalves.Elements<short>();
        for (int i = 0; i < bits.Length; i++)
        {
            wide.Values[i] = BitConverter.Int32BitsToSingle(bits[i] << 16);
        }

        return wide;
    }

    private void RequireCount(TensorProto proto, Shape shape, int count)
    {
        if (count != shape.ElementCount)
        {
            throw Invalid(proto, $"it has {count} numbers, but a shape {shape}");
        }
    }

    private InvalidFileException Invalid(TensorProto proto, string problem) => new(file, $"tensor {proto.Name}", problem);
}
