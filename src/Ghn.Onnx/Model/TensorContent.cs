using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors;
using Ghn.Tensors.Files;
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
            DataType.Float8E4M3Fn or DataType.Float8E4M3Fnuz or DataType.Float8E5M2 or DataType.Float8E5M2Fnuz =>
                Decoded(proto, Narrow(proto, shape, number => (byte)number)),
            DataType.Float4E2M1 => Decoded(proto, Nibbles(proto, shape)),
            DataType.Uint4 => Nibbles(proto, shape),
            DataType.Int4 => Signed(Nibbles(proto, shape)),
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

    /// <summary>Two numbers lie in each byte, the first one in its lower half.</summary>
    private Tensor Nibbles(TensorProto proto, Shape shape)
    {
        int count = checked((int)shape.ElementCount);
        Tensor packed = Narrow(proto, [(count + 1) / 2], number => (byte)number);
        Span<byte> bytes = packed.Elements<byte>();
        byte[] nibbles = new byte[count];
        for (int i = 0; i < count; i++)
        {
            nibbles[i] = (byte)(i % 2 == 0 ? bytes[i / 2] & 0xF : bytes[i / 2] >> 4);
        }

        return Tensor.From<byte>(nibbles, shape);
    }

    private static Tensor Signed(Tensor nibbles)
    {
        byte[] bits = nibbles.Elements<byte>().ToArray();
        return Tensor.From<sbyte>(Array.ConvertAll(bits, pattern => (sbyte)(pattern < 8 ? pattern : pattern - 16)), nibbles.Shape);
    }

    private static Tensor Decoded(TensorProto proto, Tensor bits)
    {
        float[] numbers = SmallFloats.Numbers((DataType)proto.DataType);
        return Tensor.From<float>(Array.ConvertAll(bits.Elements<byte>().ToArray(), pattern => numbers[pattern]), bits.Shape);
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
