using DataType = Ghn.Onnx.Model.Protocol.TensorProto.Types.DataType;

namespace Ghn.Onnx.Model;

/// <summary>What the bits of real numbers with eight or four of them mean, as ONNX's specification of float8 and float4 says.</summary>
internal static class SmallFloats
{
    private const int SignOfByte = 0x80;

    /// <summary>The number that each pattern of bits stands for.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The type is none of these.</exception>
    public static float[] Numbers(DataType type) => type switch
    {
        DataType.Float8E4M3Fn => Table(256, 3, 7, bits => (bits & 0x7F) == 0x7F ? float.NaN : null),
        DataType.Float8E4M3Fnuz => Table(256, 3, 8, bits => bits == SignOfByte ? float.NaN : null),
        DataType.Float8E5M2 => Table(256, 2, 15, SpecialOfE5M2),
        DataType.Float8E5M2Fnuz => Table(256, 2, 16, bits => bits == SignOfByte ? float.NaN : null),
        DataType.Float4E2M1 => Table(16, 1, 1, _ => null),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "The type is no small floating-point number."),
    };

    /// <summary>The type that keeps the sign and the exponent of half precision, and so its infinities.</summary>
    private static float? SpecialOfE5M2(int bits) => (bits & 0x7F) switch
    {
        > 0x7C => float.NaN,
        0x7C => bits < SignOfByte ? float.PositiveInfinity : float.NegativeInfinity,
        _ => null,
    };

    private static float[] Table(int count, int mantissaBits, int bias, Func<int, float?> special)
    {
        var numbers = new float[count];
        for (int bits = 0; bits < count; bits++)
        {
            int magnitude = bits % (count / 2);
            int exponent = magnitude >> mantissaBits;
            int mantissa = magnitude & ((1 << mantissaBits) - 1);
            double number = exponent == 0
                ? double.ScaleB(mantissa, 1 - bias - mantissaBits)
                : double.ScaleB((1 << mantissaBits) + mantissa, exponent - bias - mantissaBits);
            numbers[bits] = special(bits) ?? (float)(bits < count / 2 ? number : -number);
        }

        return numbers;
    }
}
