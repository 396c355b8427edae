using Ghn.Tensors.Kernels.Convolution;

namespace Ghn.Benchmarks;

/// <summary>
/// The convolutions of a network of DARTS-style cells on images of 32²: three stages of 32, 64 and 128 channels, and in each cell
/// separable convolutions (a depthwise one, then 1×1) of 3×3 and 5×5, plain and dilated. Strides halve the maps between stages.
/// </summary>
internal static class CellLayers
{
    /// <summary>The name by which the benchmark knows them.</summary>
    public const string Name = "cells";

    /// <summary>The size of images.</summary>
    public const int ImageSize = 32;

    private const int Stages = 3;
    private const int CellsPerStage = 2;

    /// <summary>Every layer with its number of occurrences.</summary>
    public static (ConvolutionGeometry Geometry, int Count)[] All(int batch) =>
    [
        (new ConvolutionGeometry(batch, 3, ImageSize, ImageSize, 32, 3, 3, 1, 1, 1, 1, 1, 1, 1), 1),
        .. Enumerable.Range(0, Stages).SelectMany(stage => Cell(batch, 32 << stage, ImageSize >> stage, isLast: stage == Stages - 1)),
    ];

    private static IEnumerable<(ConvolutionGeometry Geometry, int Count)> Cell(int batch, int channels, int size, bool isLast)
    {
        foreach ((int kernel, int dilation) in new[] { (3, 1), (5, 1), (3, 2), (5, 2) })
        {
            yield return (Depthwise(1, kernel, dilation), CellsPerStage);
            if (!isLast)
            {
                yield return (Depthwise(2, kernel, dilation), 1);
            }
        }

        // Each depthwise convolution is followed by one that mixes channels, and each cell begins with two such.
        yield return (Mixing(channels), CellsPerStage * 6);
        if (!isLast)
        {
            yield return (Mixing(2 * channels), 2);
        }

        ConvolutionGeometry Depthwise(int stride, int kernel, int dilation)
        {
            int padding = dilation * (kernel / 2);
            return new ConvolutionGeometry(
                batch, channels, size, size, channels, kernel, kernel, stride, stride, padding, padding, dilation, dilation, channels);
        }

        ConvolutionGeometry Mixing(int outputs) => new(batch, channels, size, size, outputs, 1, 1, 1, 1, 0, 0, 1, 1, 1);
    }
}
