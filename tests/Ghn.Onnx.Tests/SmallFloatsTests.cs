using Ghn.Onnx.Model;
using DataType = Ghn.Onnx.Model.Protocol.TensorProto.Types.DataType;

namespace Ghn.Onnx.Tests;

/// <summary>Numbers of eight and four bits against the values that ONNX's specification lists.</summary>
public class SmallFloatsTests
{
    [Theory]
    [InlineData((int)DataType.Float8E4M3Fn, 0x7E, 448)]
    [InlineData((int)DataType.Float8E4M3Fn, 0x01, 0.001953125)]
    [InlineData((int)DataType.Float8E4M3Fn, 0x38, 1)]
    [InlineData((int)DataType.Float8E4M3Fn, 0xFF, double.NaN)]
    [InlineData((int)DataType.Float8E4M3Fnuz, 0x7F, 240)]
    [InlineData((int)DataType.Float8E4M3Fnuz, 0x01, 0.0009765625)]
    [InlineData((int)DataType.Float8E4M3Fnuz, 0x80, double.NaN)]
    [InlineData((int)DataType.Float8E5M2, 0x7B, 57344)]
    [InlineData((int)DataType.Float8E5M2, 0x01, 1.52587890625e-5)]
    [InlineData((int)DataType.Float8E5M2, 0x7C, double.PositiveInfinity)]
    [InlineData((int)DataType.Float8E5M2, 0xFC, double.NegativeInfinity)]
    [InlineData((int)DataType.Float8E5M2, 0xFD, double.NaN)]
    [InlineData((int)DataType.Float8E5M2Fnuz, 0x7F, 57344)]
    [InlineData((int)DataType.Float8E5M2Fnuz, 0x01, 7.62939453125e-6)]
    [InlineData((int)DataType.Float4E2M1, 0x1, 0.5)]
    [InlineData((int)DataType.Float4E2M1, 0x7, 6)]
    [InlineData((int)DataType.Float4E2M1, 0xF, -6)]
    public void A_pattern_of_bits_is_a_number(int type, int bits, double number) =>
        Assert.Equal((float)number, SmallFloats.Numbers((DataType)type)[bits]);
}
