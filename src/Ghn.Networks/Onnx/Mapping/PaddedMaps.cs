namespace Ghn.Networks.Onnx;

/// <summary>The feature maps that a window slides over, and the border of zeros that the layer itself adds.</summary>
/// <param name="Signal">The maps.</param>
/// <param name="Padding">The width of the border.</param>
internal sealed record PaddedMaps(Signal Signal, Size2d Padding)
{
    /// <summary>The maps that a node takes, with what is padded before it as part of its own border where that is symmetric.</summary>
    /// <param name="network">The network.</param>
    /// <param name="operation">The operation of the window.</param>
    /// <param name="window">The window with the border that the node adds.</param>
    public static PaddedMaps Of(NetworkAssembly network, Operation operation, SlidingWindows window)
    {
        View input = operation.ViewAt(0);
        if (!window.IsSymmetric)
        {
            return new PaddedMaps(network.Realize(network[Ghn.Networks.Onnx.Padding.PadMaps(operation.Node, input, window.Pads)]), 0);
        }

        SignalView maps = network[input];
        return Border(maps) is { } border
            ? new PaddedMaps(maps.Signal, (border.Height + window.Padding.Height, border.Width + window.Padding.Width))
            : new PaddedMaps(network.Realize(maps), window.Padding);
    }

    /// <summary>The width of the border of zeros that a value adds to whole feature maps; null if it is anything else.</summary>
    private static Size2d? Border(SignalView view)
    {
        if (view.Signal.Shape is not [var channels, var height, var width] || view.Shape is not [_, var own, var rows, var columns]
            || own != channels || rows < height || columns < width || view.Arrangement.Sources is null
            || (rows - height) % 2 != 0 || (columns - width) % 2 != 0)
        {
            return null;
        }

        Size2d border = ((rows - height) / 2, (columns - width) / 2);
        int[] places = view.Arrangement.Sources;
        for (int i = 0; i < places.Length; i++)
        {
            (int map, int y, int x) = (i / (rows * columns), (i / columns % rows) - border.Height, (i % columns) - border.Width);
            bool isInside = y >= 0 && y < height && x >= 0 && x < width;
            if (places[i] != (isInside ? (((map * height) + y) * width) + x : Selection.Nothing))
            {
                return null;
            }
        }

        return border;
    }
}
