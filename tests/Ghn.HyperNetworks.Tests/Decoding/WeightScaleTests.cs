using Ghn.HyperNetworks.Decoding;
using Ghn.Tensors;

namespace Ghn.HyperNetworks.Tests;

/// <summary>The scale of predicted weights in closed form.</summary>
public class WeightScaleTests
{
    public static TheoryData<int[], double> Shapes => new()
    {
        { [64, 3, 7, 7], Math.Sqrt(2.0 / 147) },
        { [96, 1, 3, 3], Math.Sqrt(1.0 / 9) },
        { [384, 384, 1, 3], Math.Sqrt(1.0 / 1152) },
        { [384, 384, 3, 1], Math.Sqrt(2.0 / 1152) },
        { [1000, 512], Math.Sqrt(2.0 / 512) },
        { [1000, 1], Math.Sqrt(2.0) },
        { [1, 197, 768], 1 },
        { [1, 8, 11, 11], 1 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Variance_is_beta_over_fan_in(int[] shape, double expected) =>
        Assert.Equal(expected, WeightScale.Of(Shape.Create(shape)), 1e-7);
}
