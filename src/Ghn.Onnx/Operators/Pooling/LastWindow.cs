using Ghn.Networks.Layers;
using Ghn.Onnx.Building;

namespace Ghn.Onnx.Operators.Pooling;

/// <summary>
/// The last window of a pool that is written. Where it is incomplete, ONNX and PyTorch agree about a maximum, unless that window would
/// start inside the padding, and they disagree about a mean. So the end of the maps is padded for these windows to be complete.
/// </summary>
internal static class LastWindow
{
    /// <summary>The rows and columns from a window's first to its last.</summary>
    public static Size2d Reach(Size2d kernel, Size2d dilation) =>
        (((kernel.Height - 1) * dilation.Height) + 1, ((kernel.Width - 1) * dilation.Width) + 1);

    /// <summary>How many rows and columns the last windows lack, given the padding of both sides together.</summary>
    public static Size2d Missing(LayerExport layer, Size2d kernel, Size2d stride, Size2d padding)
    {
        (Size2d size, Size2d output) = (layer.InputArea, layer.OutputArea);
        return (
            Missing(size.Height, output.Height, kernel.Height, stride.Height, padding.Height),
            Missing(size.Width, output.Width, kernel.Width, stride.Width, padding.Width));
    }

    /// <summary>Whether another window would begin before the maps with their padding end.</summary>
    public static bool IsDropped(LayerExport layer, Size2d kernel, Size2d stride, Size2d padding)
    {
        (Size2d size, Size2d output) = (layer.InputArea, layer.OutputArea);
        return IsDropped(size.Height, output.Height, kernel.Height, stride.Height, padding.Height)
            || IsDropped(size.Width, output.Width, kernel.Width, stride.Width, padding.Width);
    }

    private static int Missing(int size, int positions, int kernel, int stride, int padding) =>
        Math.Max(0, ((positions - 1) * stride) + kernel - size - padding);

    private static bool IsDropped(int size, int positions, int kernel, int stride, int padding) =>
        ((positions - 1) * stride) + kernel < size + padding;
}
