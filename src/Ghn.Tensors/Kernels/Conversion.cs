using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Ghn.Tensors;

/// <summary>Converts elements between floating-point types.</summary>
public static unsafe class Conversion
{
    /// <summary>A tensor of float32 with the same values; the tensor itself if it is one.</summary>
    /// <exception cref="ArgumentException">The elements are no floating-point numbers.</exception>
    public static Tensor ToFloat32(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.ElementType == ElementType.Float32)
        {
            return tensor;
        }

        Tensor result = Tensor.Allocate(tensor.Shape);
        int count = checked((int)tensor.ElementCount);
        switch (tensor.ElementType)
        {
            case ElementType.Float16:
                TensorPrimitives.ConvertToSingle(new ReadOnlySpan<Half>(tensor.Data, count), result.Values);
                break;
            case ElementType.Float64:
                TensorPrimitives.ConvertTruncating(new ReadOnlySpan<double>(tensor.Data, count), result.Values);
                break;
            case ElementType.BFloat16:
                FromBFloat16(new ReadOnlySpan<ushort>(tensor.Data, count), result.Values);
                break;
            default:
                throw new ArgumentException($"A tensor of {tensor.ElementType} holds no real numbers.", nameof(tensor));
        }

        GC.KeepAlive(tensor);
        return result;
    }

    /// <summary>A bfloat16 number is the upper half of a float32 number.</summary>
    private static void FromBFloat16(ReadOnlySpan<ushort> source, Span<float> target)
    {
        Span<uint> bits = MemoryMarshal.Cast<float, uint>(target);
        for (int i = 0; i < source.Length; i++)
        {
            bits[i] = (uint)source[i] << 16;
        }
    }
}
