using FsCheck;
using FsCheck.Fluent;
using Ghn.Tensors.Optimizers;

namespace Ghn.Tensors.Tests.Optimizers;

/// <summary>Clipped gradients keep their direction and are no longer than allowed.</summary>
public class GradientClippingTests
{
    [Fact]
    public void Clipping_shortens_what_is_too_long_and_nothing_else()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(30), Prop.ForAll(
            Gen.Choose(1, 40_000).ToArbitrary(), Gen.Choose(1, 2000).ToArbitrary(),
            (count, hundredths) =>
            {
                double most = hundredths / 10.0;
                using StateDict gradients = OptimizerTests.Random(count, count);
                float[] original = gradients["x"].Values.ToArray();
                double expected = Norm(original);
                double norm = GradientClipping.ClipByNorm(gradients, most);
                Assert.Equal(expected, norm, 1e-6 * expected);
                Assert.Equal(Math.Min(expected, most), Norm(gradients["x"].Values), 2e-6 * Math.Max(1, expected));
                double factor = Math.Min(1, most / (expected + 1e-6));
                Assert.Equal(original[count / 2] * factor, gradients["x"].Values[count / 2], 1e-6);
            }));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_norm_that_is_not_finite_is_told_and_leaves_the_gradients(float value)
    {
        using StateDict gradients = new() { { "x", Tensor.From<float>([3f, value], [2]) } };
        Assert.False(double.IsFinite(GradientClipping.ClipByNorm(gradients, 1)));
        Assert.Equal([3f, value], gradients["x"].Values.ToArray());
    }

    [Fact]
    public void Other_orders_are_refused()
    {
        using StateDict gradients = OptimizerTests.Random(3, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientClipping.ClipByNorm(gradients, 1, order: 3));
    }

    private static double Norm(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
        {
            sum += (double)value * value;
        }

        return Math.Sqrt(sum);
    }
}
