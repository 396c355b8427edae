using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;

namespace Ghn.Onnx.Operators.Base;

/// <summary>The feature maps that a window slides over, and the border of zeros that the layer itself adds.</summary>
/// <param name="Signal">The maps.</param>
/// <param name="Padding">The width of the border at the top and on the left.</param>
/// <param name="EndPadding">The width of the border at the bottom and on the right.</param>
internal sealed record PaddedMaps(Signal Signal, Size2d Padding, Size2d EndPadding)
{
    /// <summary>Whether the border is as wide on opposite sides.</summary>
    public bool IsSymmetric => Padding == EndPadding;

    /// <summary>The maps that a node takes, with what is padded before it as part of its own border.</summary>
    /// <param name="network">The network.</param>
    /// <param name="operation">The operation of the window.</param>
    /// <param name="window">The window with the border that the node adds.</param>
    public static PaddedMaps Of(NetworkAssembly network, Operation operation, SlidingWindow window)
    {
        SignalView maps = network[operation.ViewAt(0)];
        return Border(maps) is var (begin, end)
            ? new PaddedMaps(maps.Signal, begin + window.Padding, end + window.EndPadding)
            : new PaddedMaps(network.Realize(maps), window.Padding, window.EndPadding);
    }

    /// <summary>The maps that a node takes, with its own border alone.</summary>
    public static PaddedMaps OfOwnBorder(NetworkAssembly network, Operation operation, SlidingWindow window) =>
        new(network.Realize(network[operation.ViewAt(0)]), window.Padding, window.EndPadding);

    /// <summary>The maps that a node takes, with its border of zeros as part of them.</summary>
    public static PaddedMaps WithZeros(NetworkAssembly network, Operation operation, SlidingWindow window)
    {
        View maps = operation.ViewAt(0);
        var zeros = IndexMap.Padded(
            maps.Shape, [0, 0, window.Pads[0], window.Pads[1]], [0, 0, window.Pads[2], window.Pads[3]], (_, _) => IndexMap.Nothing);
        return new PaddedMaps(network.Realize(network[maps.Select(zeros)]), 0, 0);
    }

    /// <summary>The border of zeros that a value adds to whole feature maps; null if it is anything else.</summary>
    private static (Size2d Begin, Size2d End)? Border(SignalView view)
    {
        if (view.Signal.Shape is not [var channels, var height, var width] || view.Shape is not [_, var own, var rows, var columns]
            || own != channels || view.Map.Sources is not { } places || Array.IndexOf(places, 0) is not (>= 0 and var first)
            || first >= rows * columns)
        {
            return null;
        }

        Size2d begin = (first / columns, first % columns);
        Size2d end = (rows - height - begin.Height, columns - width - begin.Width);
        for (int i = 0; i < places.Length; i++)
        {
            (int map, int y, int x) = (i / (rows * columns), (i / columns % rows) - begin.Height, (i % columns) - begin.Width);
            bool isInside = y >= 0 && y < height && x >= 0 && x < width;
            if (places[i] != (isInside ? (((map * height) + y) * width) + x : IndexMap.Nothing))
            {
                return null;
            }
        }

        return end.Height >= 0 && end.Width >= 0 ? (begin, end) : null;
    }
}
