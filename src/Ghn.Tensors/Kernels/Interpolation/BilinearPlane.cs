using System.Runtime.CompilerServices;

namespace Ghn.Tensors.Kernels.Interpolation;

/// <summary>
/// Brings a small plane to another size by a mixture of the four pixels around each place, as <see cref="Resampling.Bilinear"/> has it.
/// Unlike <see cref="PlaneResampling"/> it keeps no weights: a decoder's planes are so small, and so many, that nothing may be allocated
/// for one.
/// </summary>
/// <param name="Height">The height of the source.</param>
/// <param name="Width">The width of the source.</param>
/// <param name="TargetHeight">The height of the result.</param>
/// <param name="TargetWidth">The width of the result.</param>
public readonly record struct BilinearPlane(int Height, int Width, int TargetHeight, int TargetWidth)
{
    private readonly float _verticalRatio = (float)((double)Height / TargetHeight);

    private readonly float _horizontalRatio = (float)((double)Width / TargetWidth);

    /// <summary>Resizes a plane.</summary>
    /// <param name="source">The plane [height, width].</param>
    /// <param name="target">The result [targetHeight, targetWidth].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Forward(ReadOnlySpan<float> source, Span<float> target)
    {
        for (int y = 0; y < TargetHeight; y++)
        {
            (int top, int bottom, float down) = Neighbours(y, Height, _verticalRatio);
            for (int x = 0; x < TargetWidth; x++)
            {
                (int left, int right, float across) = Neighbours(x, Width, _horizontalRatio);
                float upper = Mix(source[(top * Width) + left], source[(top * Width) + right], across);
                float lower = Mix(source[(bottom * Width) + left], source[(bottom * Width) + right], across);
                target[(y * TargetWidth) + x] = Mix(upper, lower, down);
            }
        }
    }

    /// <summary>The backward pass: the gradient of the source, given that of the result.</summary>
    /// <param name="gradient">The gradient of the result [targetHeight, targetWidth].</param>
    /// <param name="sourceGradient">Where the gradient of the source goes [height, width].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Backward(ReadOnlySpan<float> gradient, Span<float> sourceGradient)
    {
        sourceGradient.Clear();
        for (int y = 0; y < TargetHeight; y++)
        {
            (int top, int bottom, float down) = Neighbours(y, Height, _verticalRatio);
            for (int x = 0; x < TargetWidth; x++)
            {
                (int left, int right, float across) = Neighbours(x, Width, _horizontalRatio);
                float upper = (1 - down) * gradient[(y * TargetWidth) + x];
                float lower = down * gradient[(y * TargetWidth) + x];
                sourceGradient[(top * Width) + left] += (1 - across) * upper;
                sourceGradient[(top * Width) + right] += across * upper;
                sourceGradient[(bottom * Width) + left] += (1 - across) * lower;
                sourceGradient[(bottom * Width) + right] += across * lower;
            }
        }
    }

    private static float Mix(float first, float second, float weight) => ((1 - weight) * first) + (weight * second);

    /// <summary>The source positions on both sides of a target position, and the weight of the second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (int First, int Second, float Weight) Neighbours(int position, int size, float ratio)
    {
        float place = Math.Max(0, ((position + 0.5f) * ratio) - 0.5f);
        int first = Math.Min((int)place, size - 1);
        return (first, Math.Min(first + 1, size - 1), place - (int)place);
    }
}
