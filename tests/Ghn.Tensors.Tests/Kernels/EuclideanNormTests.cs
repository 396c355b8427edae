using Ghn.Tensors.Kernels.Reductions;

namespace Ghn.Tensors.Tests.Kernels;

/// <summary>Norms against closed forms, at both ends of the range of each type.</summary>
public class EuclideanNormTests
{
    [Theory]
    [InlineData(1e25f, 1000)]
    [InlineData(1e-30f, 10)]
    [InlineData(3e38f, 9000)]
    [InlineData(0.5f, 10_000)]
    [InlineData(0f, 100)]
    public void Equal_elements_have_a_norm_of_the_root_of_their_number(float value, int count)
    {
        using Tensor tensor = Tensor.From<float>([.. Enumerable.Repeat(value, count)], [count]);

        Assert.Equal(1, (EuclideanNorm.Of(tensor) + 1e-300) / ((Math.Abs((double)value) * Math.Sqrt(count)) + 1e-300), 6);
    }

    [Fact]
    public void Doubles_whose_squares_exceed_every_number_have_a_norm()
    {
        using Tensor tensor = Tensor.From<double>([3e200, -4e200], [2]);

        Assert.Equal(5, EuclideanNorm.Of(tensor) / 1e200, 12);
        Assert.Equal(5e-200, EuclideanNorm.Of([3e-200, 4e-200]), 1e-212);
        Assert.True(double.IsNaN(EuclideanNorm.Of([1, double.NaN])));
        Assert.Equal(double.PositiveInfinity, EuclideanNorm.Of([1, double.NegativeInfinity]));
        Assert.Equal(0, EuclideanNorm.Of([]));
    }
}
