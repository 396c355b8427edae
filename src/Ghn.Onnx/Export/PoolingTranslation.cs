using Ghn.Networks;
using Ghn.Tensors;

namespace Ghn.Onnx;

/// <summary>
/// Pools in ONNX. Where the last window is incomplete, ONNX and PyTorch agree about a maximum, unless that window would start
/// inside the padding, which PyTorch then drops; and they disagree about a mean. So the end of the maps is padded for
/// these windows to be complete.
/// </summary>
internal static class PoolingTranslation
{
    public static OnnxValue Pool(LayerExport layer, MaxPool2d pool)
    {
        Size2d missing = Missing(layer, pool.Kernel, pool.Stride, pool.Padding + pool.EndPadding);
        bool agrees = pool.CeilingMode && missing != default && !DropsWindow(layer, pool);
        Size2d end = agrees ? pool.EndPadding : pool.EndPadding + missing;
        return layer.Input.Apply(
            "MaxPool",
            OnnxAttributes.Size("kernel_shape", pool.Kernel),
            OnnxAttributes.Size("strides", pool.Stride),
            OnnxAttributes.Padding(pool.Padding, end),
            OnnxAttributes.Integer("ceil_mode", agrees ? 1 : 0));
    }

    /// <summary>The zeros that count are a value of the maps where others, which complete a window, do not count.</summary>
    public static OnnxValue Pool(LayerExport layer, AvgPool2d pool)
    {
        Size2d missing = Missing(layer, pool.Kernel, pool.Stride, pool.Padding + pool.EndPadding);
        if (missing == default)
        {
            return Average(layer.Input, pool, pool.Padding, pool.EndPadding, pool.CountIncludesPadding);
        }

        return pool.CountIncludesPadding
            ? Average(layer.Input.Pad(pool.Padding, pool.Padding, ImageLayout.ChannelsFirst), pool, default, missing, countsPadding: false)
            : Average(layer.Input, pool, pool.Padding, pool.EndPadding + missing, countsPadding: false);
    }

    /// <summary>
    /// The mean over everything, or over windows of one size. Where such windows do not divide the maps, each row and
    /// each column of the output is a mean of its own, and their matrices stand on either side of the maps.
    /// </summary>
    public static OnnxValue PoolAdaptively(LayerExport layer)
    {
        (Size2d size, Size2d output) = (Area(layer.InputShape), Area(layer.OutputShape));
        if (output.Area == 1)
        {
            return layer.Input.Apply("GlobalAveragePool");
        }

        if (size.Height % output.Height == 0 && size.Width % output.Width == 0)
        {
            Size2d window = (size.Height / output.Height, size.Width / output.Width);
            return layer.Input.Apply(
                "AveragePool", OnnxAttributes.Size("kernel_shape", window), OnnxAttributes.Size("strides", window));
        }

        OnnxGraphBuilder graph = layer.Graph;
        OnnxValue rows = graph.Numbers([output.Height, size.Height], Means(output.Height, size.Height));
        OnnxValue columns = graph.Numbers([output.Width, size.Width], Means(output.Width, size.Width));
        return rows.MatrixProduct(layer.Input).MatrixProduct(columns.Transpose(1, 0));
    }

    private static OnnxValue Average(OnnxValue x, AvgPool2d pool, Size2d begin, Size2d end, bool countsPadding) => x.Apply(
        "AveragePool",
        OnnxAttributes.Size("kernel_shape", pool.Kernel),
        OnnxAttributes.Size("strides", pool.Stride),
        OnnxAttributes.Padding(begin, end),
        OnnxAttributes.Integer("count_include_pad", countsPadding ? 1 : 0));

    /// <summary>How many rows and columns the last windows lack, given the padding of both sides together.</summary>
    private static Size2d Missing(LayerExport layer, Size2d kernel, Size2d stride, Size2d padding)
    {
        (Size2d size, Size2d output) = (Area(layer.InputShape), Area(layer.OutputShape));
        return (
            Missing(size.Height, output.Height, kernel.Height, stride.Height, padding.Height),
            Missing(size.Width, output.Width, kernel.Width, stride.Width, padding.Width));
    }

    private static int Missing(int size, int positions, int kernel, int stride, int padding) =>
        Math.Max(0, ((positions - 1) * stride) + kernel - size - padding);

    private static bool DropsWindow(LayerExport layer, MaxPool2d pool)
    {
        (Size2d size, Size2d output, Size2d padding) =
            (Area(layer.InputShape), Area(layer.OutputShape), pool.Padding + pool.EndPadding);
        return DropsWindow(size.Height, output.Height, pool.Kernel.Height, pool.Stride.Height, padding.Height)
            || DropsWindow(size.Width, output.Width, pool.Kernel.Width, pool.Stride.Width, padding.Width);
    }

    /// <summary>Whether another window would begin before the maps with their padding end.</summary>
    private static bool DropsWindow(int size, int positions, int kernel, int stride, int padding) =>
        ((positions - 1) * stride) + kernel < size + padding;

    /// <summary>[positions, size]: in each row, the share that each place has in a position's mean.</summary>
    private static float[] Means(int positions, int size)
    {
        float[] shares = new float[positions * size];
        for (int i = 0; i < positions; i++)
        {
            int first = i * size / positions;
            int end = (((i + 1) * size) + positions - 1) / positions;
            shares.AsSpan((i * size) + first, end - first).Fill(1f / (end - first));
        }

        return shares;
    }

    private static Size2d Area(Shape maps) => (maps[1], maps[2]);
}
