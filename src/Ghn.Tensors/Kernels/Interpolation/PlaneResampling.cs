using System.Collections.Concurrent;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Ghn.Tensors.Kernels.Pooling;
using Ghn.Tensors.Memory;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.Interpolation;

/// <summary>
/// Brings planes to another size, axis by axis: each row of the result is a mixture of rows of the source, whose pixels are then mixed. The
/// backward pass spreads each gradient over the same pixels by the same weights.
/// </summary>
internal sealed unsafe class PlaneResampling
{
    private static readonly ConditionalWeakTable<Resampling, ConcurrentDictionary<(int, int, int, int), PlaneResampling>> Known = [];

    [ThreadStatic]
    private static PackingBuffer? _row;

    private readonly ResamplingAxis _vertical;
    private readonly ResamplingAxis _horizontal;

    private PlaneResampling(Resampling resampling, int height, int width, int targetHeight, int targetWidth)
    {
        _vertical = ResamplingAxis.Of(resampling, height, targetHeight, resampling.VerticalScale);
        _horizontal = ResamplingAxis.Of(resampling, width, targetWidth, resampling.HorizontalScale);
    }

    /// <summary>How planes of a size are brought to another; the weights are found once for each pair of sizes.</summary>
    public static PlaneResampling Of(Resampling resampling, int height, int width, int targetHeight, int targetWidth) =>
        Known.GetOrCreateValue(resampling).GetOrAdd(
            (height, width, targetHeight, targetWidth),
            static (sizes, how) => new PlaneResampling(how, sizes.Item1, sizes.Item2, sizes.Item3, sizes.Item4), resampling);

    /// <summary>Resizes planes.</summary>
    public void Forward(Planes source, Planes target) => WorkerPool.For(target.Count, plane =>
    {
        float* mixed = (_row ??= new PackingBuffer()).Reserve(source.Width);
        for (int y = 0; y < target.Height; y++)
        {
            float* row = MixRows(source[plane], source.Width, y, mixed);
            MixPixels(row, target[plane] + (y * target.Width), source.Width, target.Width);
        }
    });

    /// <summary>The backward pass: the gradients of the sources, given those of the results.</summary>
    public void Backward(Planes gradient, Planes sourceGradient) => WorkerPool.For(sourceGradient.Count, plane =>
    {
        int width = sourceGradient.Width;
        float* spread = (_row ??= new PackingBuffer()).Reserve(width);
        sourceGradient.Values(plane).Clear();
        for (int y = 0; y < gradient.Height; y++)
        {
            SpreadPixels(gradient[plane] + (y * gradient.Width), spread, width, gradient.Width);
            for (int tap = 0; tap < _vertical.Taps; tap++)
            {
                var sums = new Span<float>(sourceGradient[plane] + ((_vertical.Starts[y] + tap) * width), width);
                float weight = _vertical.Weights[(y * _vertical.Taps) + tap];
                TensorPrimitives.MultiplyAdd(new ReadOnlySpan<float>(spread, width), weight, sums, sums);
            }
        }
    });

    private float* MixRows(float* plane, int width, int y, float* mixed)
    {
        float* first = plane + (_vertical.Starts[y] * width);
        if (_vertical.Taps == 1)
        {
            return first;
        }

        var sums = new Span<float>(mixed, width);
        int place = y * _vertical.Taps;
        TensorPrimitives.Multiply(new ReadOnlySpan<float>(first, width), _vertical.Weights[place], sums);
        for (int tap = 1; tap < _vertical.Taps; tap++)
        {
            TensorPrimitives.MultiplyAdd(new ReadOnlySpan<float>(first + (tap * width), width), _vertical.Weights[place + tap], sums, sums);
        }

        return mixed;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MixPixels(float* row, float* target, int width, int targetWidth)
    {
        if (_horizontal.IsIdentity)
        {
            new ReadOnlySpan<float>(row, width).CopyTo(new Span<float>(target, width));
            return;
        }

        int taps = _horizontal.Taps;
        fixed (int* starts = _horizontal.Starts)
        fixed (float* weights = _horizontal.Weights)
        {
            float* weight = weights;
            for (int x = 0; x < targetWidth; x++)
            {
                float* pixel = row + starts[x];
                float sum = *weight++ * *pixel++;
                for (int tap = 1; tap < taps; tap++)
                {
                    sum += *weight++ * *pixel++;
                }

                target[x] = sum;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SpreadPixels(float* gradient, float* spread, int width, int targetWidth)
    {
        new Span<float>(spread, width).Clear();
        int taps = _horizontal.Taps;
        fixed (int* starts = _horizontal.Starts)
        fixed (float* weights = _horizontal.Weights)
        {
            float* weight = weights;
            for (int x = 0; x < targetWidth; x++)
            {
                float* pixel = spread + starts[x];
                for (int tap = 0; tap < taps; tap++)
                {
                    *pixel++ += *weight++ * gradient[x];
                }
            }
        }
    }
}
