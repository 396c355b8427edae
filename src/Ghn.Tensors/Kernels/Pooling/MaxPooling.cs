using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Ghn.Tensors.Kernels.Copying;
using Ghn.Tensors.Kernels.Vectors;
using Ghn.Tensors.Memory;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.Pooling;

/// <summary>
/// The maximum over a sliding window. The first of equal maxima in row-major order wins, and a NaN wins over all
/// numbers, as in PyTorch; padding never wins. Each place of the window in turn meets a whole row of the output.
/// </summary>
internal static unsafe class MaxPooling
{
    private const int VectorWidth = PartialVector.VectorWidth;

    [ThreadStatic]
    private static PackingBuffer? _candidates;

    /// <summary>Finds the maxima and where they are.</summary>
    /// <param name="input">Feature maps [samples, channels, height, width].</param>
    /// <param name="window">The window.</param>
    /// <param name="output">The maxima [samples, channels, rows, columns].</param>
    /// <param name="winners">For each maximum, its position in the plane of the input, int32; null if nobody asks.</param>
    public static void Forward(Tensor input, PoolingWindow window, Tensor output, Tensor? winners)
    {
        var source = new Planes(input);
        var target = new Planes(output);
        int* positions = winners is null ? null : (int*)winners.Data;
        (int First, int End)[] seen =
            [.. Enumerable.Range(0, window.Width).Select(place => window.ColumnsThatSee(place, source.Width, target.Width))];
        WorkerPool.For(target.Count, plane =>
        {
            float* candidates = (_candidates ??= new PackingBuffer()).Reserve(target.Width);
            for (int row = 0; row < target.Height; row++)
            {
                float* maxima = target[plane] + (row * target.Width);
                int* rowWinners = positions is null ? null : positions + ((long)plane * target.Area) + (row * target.Width);
                Row(source[plane], source.Height, source.Width, window, seen, row, maxima, rowWinners, target.Width, candidates);
            }
        });
    }

    /// <summary>Gives each maximum's gradient to the position that it came from.</summary>
    public static void Backward(Tensor gradient, Tensor winners, Tensor inputGradient)
    {
        var source = new Planes(gradient);
        var target = new Planes(inputGradient);
        int* positions = (int*)winners.Data;
        WorkerPool.For(target.Count, plane =>
        {
            target.Values(plane).Clear();
            float* sums = target[plane];
            float* upstream = source[plane];
            int* winner = positions + ((long)plane * source.Area);
            for (int i = 0; i < source.Area; i++)
            {
                sums[winner[i]] += upstream[i];
            }
        });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row(
        float* input, int inputHeight, int inputWidth, PoolingWindow window, (int First, int End)[] seen, int row,
        float* maxima, int* winners, int width, float* candidates)
    {
        (int top, int bottom) = window.Rows(row, inputHeight);
        new Span<float>(maxima, width).Fill(float.NegativeInfinity);
        for (int column = 0; winners is not null && column < width; column++)
        {
            // A window that lies in the padding alone has no winner; any place within the plane will do.
            int first = (top * inputWidth) + window.Columns(column, inputWidth).First;
            winners[column] = Math.Min(first, (inputHeight * inputWidth) - 1);
        }

        for (int y = top; y < bottom; y += window.DilationHeight)
        {
            for (int x = 0; x < seen.Length; x++)
            {
                (int first, int end) = seen[x];
                int place = (y * inputWidth) + (first * window.StrideWidth) + (x * window.DilationWidth) - window.PaddingWidth;
                if (first < end)
                {
                    StridedCopy.Gather(window.StrideWidth, input + place, candidates, end - first);
                    Challenge(candidates, place, window.StrideWidth, maxima + first, winners is null ? null : winners + first, end - first);
                }
            }
        }
    }

    /// <summary>Lets candidates take the place of smaller maxima.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Challenge(float* candidates, int place, int stride, float* maxima, int* winners, int count)
    {
        Vector512<int> places = Vector512.Create(place) + (Vector512<int>.Indices * stride);
        Vector512<int> step = Vector512.Create(VectorWidth * stride);
        for (int i = 0; i < count; i += VectorWidth, places += step)
        {
            Vector512<float> candidate = PartialVector.Load(candidates + i, count - i);
            Vector512<float> maximum = PartialVector.Load(maxima + i, count - i);
            Vector512<float> wins = Vector512.GreaterThan(candidate, maximum) | ~Vector512.Equals(candidate, candidate);
            PartialVector.Store(Vector512.ConditionalSelect(wins, candidate, maximum), maxima + i, count - i);
            if (winners is not null)
            {
                Vector512<float> winner = PartialVector.Load((float*)(winners + i), count - i);
                PartialVector.Store(Vector512.ConditionalSelect(wins, places.AsSingle(), winner), (float*)(winners + i), count - i);
            }
        }
    }
}
