using Ghn.Tensors.Kernels.Copying;

namespace Ghn.Tensors.Tests;

public class StridedCopyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void What_is_scattered_can_be_gathered_again(int stride)
    {
        float[] spread = new float[((5 - 1) * stride) + 1];
        Array.Fill(spread, -1);
        StridedCopy.ScatterScaled([1, 2, 3, 4, 5], factor: 2, spread, stride);
        Assert.Equal(Enumerable.Range(0, spread.Length).Select(i => i % stride == 0 ? 2f * ((i / stride) + 1) : -1), spread);

        float[] gathered = new float[5];
        StridedCopy.GatherScaled(spread, stride, factor: 0.5f, gathered);
        Assert.Equal([1, 2, 3, 4, 5], gathered);
    }

    [Fact]
    public void Nothing_lies_beyond_the_spans()
    {
        Assert.Throws<ArgumentException>(() => StridedCopy.GatherScaled(new float[8], stride: 2, factor: 1, new float[5]));
        Assert.Throws<ArgumentException>(() => StridedCopy.ScatterScaled(new float[5], factor: 1, new float[8], stride: 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => StridedCopy.GatherScaled(new float[8], stride: 0, factor: 1, new float[5]));
    }
}
