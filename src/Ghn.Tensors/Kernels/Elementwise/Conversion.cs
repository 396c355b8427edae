using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Ghn.Tensors.Kernels.Vectors;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.Elementwise;

/// <summary>Converts elements between floating-point types, and numbers of any type into whole ones.</summary>
public static unsafe class Conversion
{
    /// <summary>The number of elements that a thread converts at once.</summary>
    private const int Chunk = 1 << 18;

    private const int VectorWidth = PartialVector.VectorWidth;

    /// <summary>A tensor of float32 with the same values; the tensor itself if it is one.</summary>
    /// <exception cref="ArgumentException">The elements are no floating-point numbers.</exception>
    public static Tensor ToFloat32(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor.ElementType switch
        {
            ElementType.Float32 => tensor,
            ElementType.Float16 => Convert(tensor, ElementType.Float32, &Widen<Float16Elements>),
            ElementType.BFloat16 => Convert(tensor, ElementType.Float32, &Widen<BFloat16Elements>),
            ElementType.Float64 => Convert(tensor, ElementType.Float32, &FromFloat64),
            _ => throw new ArgumentException($"A tensor of {tensor.ElementType} holds no real numbers.", nameof(tensor)),
        };
    }

    /// <summary>
    /// A tensor of int64 with the values of whole or real numbers, the latter cut off at the point, as PyTorch copies them; the tensor
    /// itself if it is one.
    /// </summary>
    public static Tensor ToInt64(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor.ElementType switch
        {
            ElementType.Int64 => tensor,
            ElementType.Float64 => Convert(tensor, ElementType.Int64, &ToInt64<double>),
            ElementType.Int32 => Convert(tensor, ElementType.Int64, &ToInt64<int>),
            ElementType.Int16 => Convert(tensor, ElementType.Int64, &ToInt64<short>),
            ElementType.Int8 => Convert(tensor, ElementType.Int64, &ToInt64<sbyte>),
            ElementType.UInt8 or ElementType.Bool => Convert(tensor, ElementType.Int64, &ToInt64<byte>),
            _ => ToInt64OfReal(tensor),
        };
    }

    /// <summary>A tensor of float16 with the values of a float32 tensor, each rounded to the nearest, ties to even.</summary>
    /// <exception cref="ArgumentException">The elements are not float32.</exception>
    public static Tensor ToFloat16(Tensor tensor) => Convert(OfFloat32(tensor), ElementType.Float16, &ToHalf);

    /// <summary>A tensor of bfloat16 with the values of a float32 tensor, each rounded to the nearest, ties to even.</summary>
    /// <exception cref="ArgumentException">The elements are not float32.</exception>
    public static Tensor ToBFloat16(Tensor tensor) => Convert(OfFloat32(tensor), ElementType.BFloat16, &ToBFloat16);

    private static Tensor ToInt64OfReal(Tensor tensor)
    {
        Tensor values = ToFloat32(tensor);
        Tensor result = Convert(values, ElementType.Int64, &ToInt64<float>);
        if (values != tensor)
        {
            values.Dispose();
        }

        return result;
    }

    private static void ToInt64<T>(byte* source, byte* target, int count)
        where T : unmanaged, System.Numerics.INumber<T> =>
        TensorPrimitives.ConvertSaturating(new ReadOnlySpan<T>(source, count), new Span<long>(target, count));

    private static Tensor OfFloat32(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor.ElementType == ElementType.Float32
            ? tensor
            : throw new ArgumentException($"The elements are {tensor.ElementType}, not Float32.", nameof(tensor));
    }

    private static Tensor Convert(Tensor tensor, ElementType type, delegate*<byte*, byte*, int, void> convert)
    {
        Tensor result = Tensor.Allocate(tensor.Shape, type);
        long count = tensor.ElementCount;
        WorkerPool.For(checked((int)((count + Chunk - 1) / Chunk)), chunk =>
        {
            long first = (long)chunk * Chunk;
            byte* source = tensor.Data + (first * tensor.ElementType.ByteCount());
            byte* target = result.Data + (first * type.ByteCount());
            convert(source, target, (int)Math.Min(count - first, Chunk));
        });
        GC.KeepAlive(tensor);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Widen<TElements>(byte* source, byte* target, int count)
        where TElements : struct, IElements
    {
        float* values = (float*)target;
        int i = 0;
        for (; i <= count - VectorWidth; i += VectorWidth)
        {
            TElements.Load16(source + (i * TElements.ByteCount)).Store(values + i);
        }

        for (; i < count; i++)
        {
            values[i] = TElements.Load(source + (i * TElements.ByteCount));
        }
    }

    private static void FromFloat64(byte* source, byte* target, int count) =>
        TensorPrimitives.ConvertTruncating(new ReadOnlySpan<double>(source, count), new Span<float>(target, count));

    private static void ToHalf(byte* source, byte* target, int count) =>
        TensorPrimitives.ConvertToHalf(new ReadOnlySpan<float>(source, count), new Span<Half>(target, count));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ToBFloat16(byte* source, byte* target, int count)
    {
        float* values = (float*)source;
        for (int i = 0; i < count; i += VectorWidth)
        {
            Vector512<float> value = PartialVector.Load(values + i, count - i);
            Vector512<uint> bits = value.AsUInt32();

            // Half a unit, less a bit where the upper half is even; NaN is kept one by a bit that rounding cannot carry away.
            Vector512<uint> rounded = (bits + Vector512.Create(0x7FFFu) + ((bits >> 16) & Vector512<uint>.One)) >> 16;
            Vector512<uint> quiet = (bits >> 16) | Vector512.Create(0x40u);
            Vector512<uint> upper = Vector512.ConditionalSelect(Vector512.Equals(value, value).AsUInt32(), rounded, quiet);
            Vector256<ushort> narrow = Vector256.Narrow(upper.GetLower(), upper.GetUpper());
            if (count - i >= VectorWidth)
            {
                narrow.Store((ushort*)target + i);
            }
            else
            {
                Unsafe.CopyBlockUnaligned(target + (i * sizeof(ushort)), &narrow, (uint)(count - i) * sizeof(ushort));
            }
        }
    }
}
