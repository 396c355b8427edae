using Ghn.Tensors.Kernels.Copying;
using Ghn.Tensors.Kernels.Interpolation;

namespace Ghn.Tensors.Tests.Kernels;

/// <summary>Bilinear interpolation against closed forms, and embedding lookups.</summary>
public sealed class InterpolationTests
{
    [Fact]
    public void A_plane_of_the_same_size_stays()
    {
        float[] plane = [1, 2, 3, 4, 5, 6];
        float[] result = new float[6];
        Bilinear(2, 3, 2, 3).Forward(plane, result);
        Assert.Equal(plane, result);
    }

    [Fact]
    public void Doubling_mixes_neighbours_three_to_one_and_holds_the_edges()
    {
        float[] result = new float[4];
        Bilinear(1, 2, 1, 4).Forward([0, 4], result);
        Assert.Equal([0, 1, 3, 4], result);
    }

    [Fact]
    public void Halving_averages_the_middle_pair()
    {
        float[] result = new float[2];
        Bilinear(4, 1, 2, 1).Forward([1, 3, 10, 20], result);
        Assert.Equal([2, 15], result);
    }

    [Theory]
    [InlineData(3, 4, 7, 9)]
    [InlineData(16, 16, 7, 7)]
    [InlineData(5, 2, 5, 11)]
    public void A_slope_stays_a_slope_away_from_the_edges(int height, int width, int targetHeight, int targetWidth)
    {
        float[] plane = [.. from y in Enumerable.Range(0, height) from x in Enumerable.Range(0, width) select (2f * y) - (3f * x)];
        float[] result = new float[targetHeight * targetWidth];
        Bilinear(height, width, targetHeight, targetWidth).Forward(plane, result);
        for (int y = 0; y < targetHeight; y++)
        {
            for (int x = 0; x < targetWidth; x++)
            {
                double sourceY = Math.Clamp(((y + 0.5) * height / targetHeight) - 0.5, 0, height - 1);
                double sourceX = Math.Clamp(((x + 0.5) * width / targetWidth) - 0.5, 0, width - 1);
                Assert.Equal((2 * sourceY) - (3 * sourceX), result[(y * targetWidth) + x], 1e-4);
            }
        }
    }

    [Fact]
    public void Gathering_copies_the_rows_asked_for()
    {
        using Tensor table = Tensor.From<float>([0, 1, 10, 11, 20, 21], [3, 2]);
        float[] output = new float[6];
        Embedding.Gather(table, [2, 0, 2], output);
        Assert.Equal([20, 21, 0, 1, 20, 21], output);
    }

    private static BilinearPlane Bilinear(int height, int width, int targetHeight, int targetWidth) =>
        new(height, width, targetHeight, targetWidth);
}
