using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.Tensors.Tests.Kernels;

/// <summary>Conversions of every 16-bit pattern, of ties, and of float64.</summary>
public sealed class ConversionTests
{
    [Fact]
    public unsafe void Every_float16_becomes_the_float32_of_the_same_value()
    {
        using Tensor halves = Tensor.Allocate([65536 + 5], ElementType.Float16);
        var source = new Span<Half>(halves.Data, 65536 + 5);
        for (int i = 0; i < source.Length; i++)
        {
            source[i] = BitConverter.UInt16BitsToHalf((ushort)i);
        }

        using Tensor floats = Conversion.ToFloat32(halves);
        for (int i = 0; i < source.Length; i++)
        {
            Assert.Equal((float)source[i], floats.Values[i]);
        }
    }

    [Fact]
    public unsafe void Every_bfloat16_is_the_upper_half_of_its_float32()
    {
        using Tensor numbers = Tensor.Allocate([65536 + 5], ElementType.BFloat16);
        var source = new Span<ushort>(numbers.Data, 65536 + 5);
        for (int i = 0; i < source.Length; i++)
        {
            source[i] = (ushort)i;
        }

        using Tensor floats = Conversion.ToFloat32(numbers);
        for (int i = 0; i < source.Length; i++)
        {
            Assert.Equal((uint)source[i] << 16, BitConverter.SingleToUInt32Bits(floats.Values[i]));
        }
    }

    [Fact]
    public void Float64_is_rounded()
    {
        double[] values =
            [.. Enumerable.Range(-500, 1001).Select(i => Math.Sqrt(Math.Abs(i)) * i), double.MaxValue, double.NegativeInfinity, double.NaN];
        using Tensor tensor = Tensor.From<double>(values, [values.Length]);
        using Tensor floats = Conversion.ToFloat32(tensor);
        Assert.Equal(values.Select(value => (float)value), floats.Values.ToArray());
    }

    [Fact]
    public void A_float32_tensor_is_itself()
    {
        using Tensor tensor = Tensor.Zeros([3]);
        Assert.Same(tensor, Conversion.ToFloat32(tensor));
    }

    [Fact]
    public void Integers_are_refused()
    {
        using Tensor tensor = Tensor.Zeros([3], ElementType.Int32);
        Assert.Throws<ArgumentException>(() => Conversion.ToFloat32(tensor));
        Assert.Throws<ArgumentException>(() => Conversion.ToFloat16(tensor));
        Assert.Throws<ArgumentException>(() => Conversion.ToBFloat16(tensor));
    }

    [Fact]
    public unsafe void Rounding_to_float16_goes_to_the_nearest_and_ties_to_even()
    {
        using Tensor tensor = Tensor.From<float>(Samples(13), [Samples(13).Length]);
        using Tensor halves = Conversion.ToFloat16(tensor);
        var bits = new ReadOnlySpan<Half>(halves.Data, (int)halves.ElementCount);
        for (int i = 0; i < bits.Length; i++)
        {
            Assert.Equal((Half)tensor.Values[i], bits[i]);
        }
    }

    [Fact]
    public unsafe void Rounding_to_bfloat16_goes_to_the_nearest_and_ties_to_even()
    {
        using Tensor tensor = Tensor.From<float>(Samples(16), [Samples(16).Length]);
        using Tensor rounded = Conversion.ToBFloat16(tensor);
        var bits = new ReadOnlySpan<ushort>(rounded.Data, (int)rounded.ElementCount);
        for (int i = 0; i < bits.Length; i++)
        {
            float value = tensor.Values[i];
            float result = BitConverter.UInt32BitsToSingle((uint)bits[i] << 16);
            if (!float.IsFinite(value))
            {
                Assert.Equal(value, result);
                continue;
            }

            // The two candidates enclose the value; in double precision, their distances are exact.
            uint lower = BitConverter.SingleToUInt32Bits(value) & 0xFFFF0000;
            double down = Math.Abs((double)value - BitConverter.UInt32BitsToSingle(lower));
            double up = Math.Abs(BitConverter.UInt32BitsToSingle(lower + 0x10000) - (double)value);
            bool upwards = up < down || (up == down && (lower & 0x10000) != 0);
            Assert.Equal((ushort)((lower >> 16) + (upwards ? 1 : 0)), bits[i]);
        }
    }

    /// <summary>Random numbers of moderate size, halfway cases between numbers with so many bits less, and the special ones.</summary>
    private static float[] Samples(int droppedBits)
    {
        var random = new Random(droppedBits);
        IEnumerable<float> any = Enumerable.Range(0, 5000).Select(_ => (random.NextSingle() - 0.5f) * MathF.Pow(2, random.Next(-20, 15)));
        IEnumerable<float> ties = Enumerable.Range(0, 5000).Select(_ =>
        {
            uint bits = BitConverter.SingleToUInt32Bits(1 + random.NextSingle());
            return BitConverter.UInt32BitsToSingle((bits >> droppedBits << droppedBits) | (1u << (droppedBits - 1)));
        });
        return [.. any, .. ties, 0, -0f, float.PositiveInfinity, float.NegativeInfinity, float.NaN];
    }
}
