using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.Pooling;

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

    private static Regions Sliding(Planes large, Planes small, PoolingWindow window, bool countsPadding) =>
        Each(small, window.DilationHeight, window.DilationWidth, (row, column) =>
        {
            (int top, int bottom) = window.Rows(row, large.Height);
            (int left, int right) = window.Columns(column, large.Width);
            int rows = Partition.CeilDiv(bottom - top, window.DilationHeight);
            int columns = Partition.CeilDiv(right - left, window.DilationWidth);
            int count = countsPadding ? window.PaddedArea(row, column, large.Height, large.Width) : rows * columns;
            return new Region(top, bottom, left, right, 1f / count);
        });

    private static Regions Dividing(Planes large, Planes small) =>
        Each(small, rowStep: 1, columnStep: 1, (row, column) =>
        {
            (int top, int bottom) = Share(row, large.Height, small.Height);
            (int left, int right) = Share(column, large.Width, small.Width);
            return new Region(top, bottom, left, right, 1f / ((bottom - top) * (right - left)));
        });

    private static (int First, int End) Share(int index, int size, int parts) =>
        ((int)((long)index * size / parts), (int)((((long)(index + 1) * size) + parts - 1) / parts));

    private static Regions Each(Planes small, int rowStep, int columnStep, RegionAt region) => new(
        [.. Enumerable.Range(0, small.Area).Select(position => region(position / small.Width, position % small.Width))],
        rowStep, columnStep);

    private static void Forward(Planes input, Planes output, Regions regions) => WorkerPool.For(output.Count, plane =>
    {
        if (regions.AreApart)
        {
            AverageApart(input[plane], input.Width, regions, output[plane]);
        }
        else
        {
            Average(input[plane], input.Width, regions.All, output[plane]);
        }
    });

    private static void Backward(Planes gradient, Planes inputGradient, Regions regions) => WorkerPool.For(gradient.Count, plane =>
    {
        inputGradient.Values(plane).Clear();
        if (regions.AreApart)
        {
            SpreadApart(gradient[plane], regions, inputGradient[plane], inputGradient.Width);
        }
        else
        {
            Spread(gradient[plane], regions.All, inputGradient[plane], inputGradient.Width);
        }
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

    private static void AverageApart(float* input, int width, Regions regions, float* output)
    {
        foreach (Region region in regions.All)
        {
            float sum = 0;
            for (int y = region.Top; y < region.Bottom; y += regions.RowStep)
            {
                for (int x = region.Left; x < region.Right; x += regions.ColumnStep)
                {
                    sum += input[(y * width) + x];
                }
            }

            *output++ = sum * region.Weight;
        }
    }

    private static void SpreadApart(float* gradient, Regions regions, float* inputGradient, int width)
    {
        foreach (Region region in regions.All)
        {
            float share = *gradient++ * region.Weight;
            for (int y = region.Top; y < region.Bottom; y += regions.RowStep)
            {
                for (int x = region.Left; x < region.Right; x += regions.ColumnStep)
                {
                    inputGradient[(y * width) + x] += share;
                }
            }
        }
    }

    /// <summary>The regions of all positions of a plane of the output, and the distance between the rows and columns that count.</summary>
    private readonly record struct Regions(Region[] All, int RowStep, int ColumnStep)
    {
        public bool AreApart => RowStep > 1 || ColumnStep > 1;
    }

    private readonly record struct Region(int Top, int Bottom, int Left, int Right, float Weight);
}
