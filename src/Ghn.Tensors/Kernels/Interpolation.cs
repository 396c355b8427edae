namespace Ghn.Tensors;

/// <summary>Brings images to another size.</summary>
public static class Interpolation
{
    /// <summary>
    /// Bilinear interpolation of one plane, pixel centres at half-integers, edges held (PyTorch's <c>align_corners=False</c>, no antialiasing).
    /// </summary>
    /// <param name="source">The plane [height, width].</param>
    /// <param name="height">Its height.</param>
    /// <param name="width">Its width.</param>
    /// <param name="target">The result [targetHeight, targetWidth].</param>
    /// <param name="targetHeight">The height of the result.</param>
    /// <param name="targetWidth">The width of the result.</param>
    public static void Bilinear(ReadOnlySpan<float> source, int height, int width, Span<float> target, int targetHeight, int targetWidth)
    {
        for (int y = 0; y < targetHeight; y++)
        {
            (int top, int bottom, float down) = Neighbours(y, height, targetHeight);
            for (int x = 0; x < targetWidth; x++)
            {
                (int left, int right, float across) = Neighbours(x, width, targetWidth);
                float upper = Mix(source[(top * width) + left], source[(top * width) + right], across);
                float lower = Mix(source[(bottom * width) + left], source[(bottom * width) + right], across);
                target[(y * targetWidth) + x] = Mix(upper, lower, down);
            }
        }
    }

    /// <summary>The way back of <see cref="Bilinear"/>: the gradient of the source, given that of the result.</summary>
    /// <param name="gradient">The gradient of the result [height, width].</param>
    /// <param name="height">Its height.</param>
    /// <param name="width">Its width.</param>
    /// <param name="sourceGradient">Where the gradient of the source goes [sourceHeight, sourceWidth].</param>
    /// <param name="sourceHeight">The height of the source.</param>
    /// <param name="sourceWidth">The width of the source.</param>
    public static void BilinearBackward(
        ReadOnlySpan<float> gradient, int height, int width, Span<float> sourceGradient, int sourceHeight, int sourceWidth)
    {
        sourceGradient.Clear();
        for (int y = 0; y < height; y++)
        {
            (int top, int bottom, float down) = Neighbours(y, sourceHeight, height);
            for (int x = 0; x < width; x++)
            {
                (int left, int right, float across) = Neighbours(x, sourceWidth, width);
                float upper = (1 - down) * gradient[(y * width) + x];
                float lower = down * gradient[(y * width) + x];
                sourceGradient[(top * sourceWidth) + left] += (1 - across) * upper;
                sourceGradient[(top * sourceWidth) + right] += across * upper;
                sourceGradient[(bottom * sourceWidth) + left] += (1 - across) * lower;
                sourceGradient[(bottom * sourceWidth) + right] += across * lower;
            }
        }
    }

    /// <summary>The source positions on both sides of a target position, and the weight of the second.</summary>
    private static (int First, int Second, float Weight) Neighbours(int position, int size, int targetSize)
    {
        float place = Math.Max(0, ((position + 0.5f) * size / targetSize) - 0.5f);
        int first = (int)place;
        return (first, Math.Min(first + 1, size - 1), place - first);
    }

    private static float Mix(float first, float second, float weight) => ((1 - weight) * first) + (weight * second);
}
