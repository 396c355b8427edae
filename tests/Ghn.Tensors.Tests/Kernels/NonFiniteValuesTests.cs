using Ghn.Tensors.Kernels.Reductions;

namespace Ghn.Tensors.Tests.Kernels;

/// <summary>Infinite numbers and NaNs are found wherever they stand, and nothing else is taken for one.</summary>
public class NonFiniteValuesTests
{
    private static readonly float[] Finite = [0, -0f, 1, float.MaxValue, float.MinValue, float.Epsilon, -1e-40f];

    public static IEnumerable<object[]> Places =>
        from count in (int[])[1, 7, 8, 64, 65, 1000] from place in (int[])[0, count / 2, count - 1] select new object[] { count, place };

    [Theory]
    [MemberData(nameof(Places))]
    public void Each_kind_is_found_at_any_place(int count, int place)
    {
        foreach (float value in (float[])[float.NaN, -float.NaN, float.PositiveInfinity, float.NegativeInfinity])
        {
            Assert.True(Holds(Enumerable.Repeat(1f, count), place, value));
            Assert.True(Holds(Enumerable.Repeat(1.0, count), place, (double)value));
            Assert.True(Holds(Enumerable.Repeat((Half)1, count), place, (Half)value));
            Assert.True(HoldsBFloat16(count, place, value));
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Numbers_however_large_or_small_are_finite(int count, int place)
    {
        foreach (float value in Finite)
        {
            Assert.False(Holds(Enumerable.Repeat(1f, count), place, value));
            Assert.False(HoldsBFloat16(count, place, MathF.Abs(value) > 1e38f ? 1e38f : value));
        }

        Assert.False(Holds(Enumerable.Repeat(1.0, count), place, double.MaxValue));
        Assert.False(Holds(Enumerable.Repeat((Half)1, count), place, Half.MinValue));
        Assert.False(Holds(Enumerable.Repeat(-1L, count), place, long.MaxValue));
        Assert.False(Holds(Enumerable.Repeat((byte)255, count), place, (byte)127));
    }

    [Fact]
    public void The_first_of_several_is_named_in_the_order_of_the_state()
    {
        float[] large = new float[3_000_000];
        large[^1] = float.NaN;
        using var state = new StateDict
        {
            ["a"] = Tensor.From<float>([1, 2], [2]),
            ["empty"] = Tensor.From<float>([], [0]),
            ["b"] = Tensor.From<float>(large, [large.Length]),
            ["c"] = Tensor.From<float>([float.NaN], [1]),
        };
        Assert.Equal("b", state.FirstNonFinite());
        Assert.Null(new StateDict().FirstNonFinite());
    }

    private static bool Holds<T>(IEnumerable<T> values, int place, T value)
        where T : unmanaged
    {
        T[] elements = [.. values];
        elements[place] = value;
        using var state = new StateDict { ["x"] = Tensor.From<T>(elements, [elements.Length]) };
        return state.FirstNonFinite() is not null;
    }

    private static bool HoldsBFloat16(int count, int place, float value)
    {
        using var tensor = Tensor.Zeros([count], ElementType.BFloat16);
        byte[] bytes = BitConverter.GetBytes(BitConverter.SingleToUInt32Bits(value) >> 16);
        unsafe
        {
            tensor.Data[2 * place] = bytes[0];
            tensor.Data[(2 * place) + 1] = bytes[1];
        }

        return new StateDict { ["x"] = tensor }.FirstNonFinite() is not null;
    }
}
