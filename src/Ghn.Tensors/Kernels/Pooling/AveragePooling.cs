using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Ghn.Tensors;

/// <summary>Means over windows of feature maps: windows that slide, or that divide the maps.</summary>
internal static unsafe class AveragePooling
{
    /// <summary>The part of a plane that a position of the output averages, and what the sum is divided by.</summary>
    private delegate Region RegionAt(int row, int column);

    /// <summary>The means over a sliding window.</summary>
    /// <param name="input">Feature maps [samples, channels, height, width].</param>
    /// <param name="window">The window.</param>
    /// <param name="countsPadding">Whether the padding's zeros count.</param>
    /// <param name="output">The means [samples, channels, rows, columns].</param>
    public static void Sliding(Tensor input, PoolingWindow window, bool countsPadding, Tensor output) =>
        Forward(new Planes(input), new Planes(output), Sliding(new Planes(input), new Planes(output), window, countsPadding));

    /// <summary>Spreads the gradient of each mean of a sliding window over the window.</summary>
    public static void SlidingBackward(Tensor gradient, PoolingWindow window, bool countsPadding, Tensor inputGradient) =>
        Backward(
            new Planes(gradient), new Planes(inputGradient),
            Sliding(new Planes(inputGradient), new Planes(gradient), window, countsPadding));

    /// <summary>
    /// The means over as many windows as the output has positions: each from the greatest whole number that is not after
    /// its share of the plane to the least that is not before.
    /// </summary>
    public static void Adaptive(Tensor input, Tensor output) =>
        Forward(new Planes(input), new Planes(output), Dividing(new Planes(input), new Planes(output)));

    /// <summary>Spreads the gradient of each mean of a dividing window over the window.</summary>
    public static void AdaptiveBackward(Tensor gradient, Tensor inputGradient) =>
        Backward(new Planes(gradient), new Planes(inputGradient), Dividing(new Planes(inputGradient), new Planes(gradient)));

    private static Region[] Sliding(Planes large, Planes small, PoolingWindow window, bool countsPadding) =>
        Regions(small, (row, column) =>
        {
            (int top, int bottom) = window.Rows(row, large.Height);
            (int left, int right) = window.Columns(column, large.Width);
            int count = countsPadding ? window.PaddedArea(row, column, large.Height, large.Width) : (bottom - top) * (right - left);
            return new Region(top, bottom, left, right, 1f / count);
        });

    private static Region[] Dividing(Planes large, Planes small) =>
        Regions(small, (row, column) =>
        {
            (int top, int bottom) = Share(row, large.Height, small.Height);
            (int left, int right) = Share(column, large.Width, small.Width);
            return new Region(top, bottom, left, right, 1f / ((bottom - top) * (right - left)));
        });

    private static (int First, int End) Share(int index, int size, int parts) =>
        ((int)((long)index * size / parts), (int)((((long)(index + 1) * size) + parts - 1) / parts));

    private static Region[] Regions(Planes small, RegionAt region) =>
        [.. Enumerable.Range(0, small.Area).Select(position => region(position / small.Width, position % small.Width))];

    private static void Forward(Planes input, Planes output, Region[] regions) =>
        WorkerPool.For(output.Count, plane => Average(input[plane], input.Width, regions, output[plane]));

    private static void Backward(Planes gradient, Planes inputGradient, Region[] regions) =>
        WorkerPool.For(gradient.Count, plane =>
        {
            inputGradient.Values(plane).Clear();
            Spread(gradient[plane], regions, inputGradient[plane], inputGradient.Width);
        });

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Average(float* input, int width, Region[] regions, float* output)
    {
        for (int i = 0; i < regions.Length; i++)
        {
            Region region = regions[i];
            if (region.Left == 0 && region.Right == width)
            {
                var rows = new ReadOnlySpan<float>(input + (region.Top * width), (region.Bottom - region.Top) * width);
                output[i] = TensorPrimitives.Sum(rows) * region.Weight;
                continue;
            }

            float sum = 0;
            for (int y = region.Top; y < region.Bottom; y++)
            {
                for (float* value = input + (y * width) + region.Left; value < input + (y * width) + region.Right; value++)
                {
                    sum += *value;
                }
            }

            output[i] = sum * region.Weight;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Spread(float* gradient, Region[] regions, float* inputGradient, int width)
    {
        for (int i = 0; i < regions.Length; i++)
        {
            Region region = regions[i];
            float share = gradient[i] * region.Weight;
            if (region.Left == 0 && region.Right == width)
            {
                var rows = new Span<float>(inputGradient + (region.Top * width), (region.Bottom - region.Top) * width);
                TensorPrimitives.Add(rows, share, rows);
                continue;
            }

            for (int y = region.Top; y < region.Bottom; y++)
            {
                for (float* sum = inputGradient + (y * width) + region.Left; sum < inputGradient + (y * width) + region.Right; sum++)
                {
                    *sum += share;
                }
            }
        }
    }

    private readonly record struct Region(int Top, int Bottom, int Left, int Right, float Weight);
}
