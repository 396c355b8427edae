using System.Runtime.CompilerServices;

namespace Ghn.Tensors;

/// <summary>
/// The maximum over a sliding window. The first of equal maxima in row-major order wins, and a NaN wins over all
/// numbers, as in PyTorch; padding never wins.
/// </summary>
internal static unsafe class MaxPooling
{
    /// <summary>Finds the maxima and where they are.</summary>
    /// <param name="input">Feature maps [samples, channels, height, width].</param>
    /// <param name="window">The window.</param>
    /// <param name="output">The maxima [samples, channels, rows, columns].</param>
    /// <param name="winners">For each maximum, its position in the plane of the input, int32.</param>
    public static void Forward(Tensor input, PoolingWindow window, Tensor output, Tensor winners)
    {
        var source = new Planes(input);
        var target = new Planes(output);
        int* positions = (int*)winners.Data;
        WorkerPool.For(target.Count, plane =>
            Plane(
                source[plane], source.Height, source.Width, window,
                target[plane], target.Height, target.Width, positions + ((long)plane * target.Area)));
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
    private static void Plane(
        float* input, int inputHeight, int inputWidth, PoolingWindow window, float* output, int height, int width, int* winners)
    {
        for (int row = 0; row < height; row++)
        {
            (int top, int bottom) = window.Rows(row, inputHeight);
            for (int column = 0; column < width; column++)
            {
                (int left, int right) = window.Columns(column, inputWidth);
                int winner = (top * inputWidth) + left;
                float maximum = float.NegativeInfinity;
                for (int y = top; y < bottom; y++)
                {
                    for (int x = left; x < right; x++)
                    {
                        float value = input[(y * inputWidth) + x];
                        if (value > maximum || float.IsNaN(value))
                        {
                            maximum = value;
                            winner = (y * inputWidth) + x;
                        }
                    }
                }

                output[(row * width) + column] = maximum;
                winners[(row * width) + column] = winner;
            }
        }
    }
}
