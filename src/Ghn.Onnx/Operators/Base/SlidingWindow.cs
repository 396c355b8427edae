using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Tensors;
using Ghn.Tensors.Files;

namespace Ghn.Onnx.Operators.Base;

/// <summary>How a convolution or a pool slides over feature maps.</summary>
/// <param name="Kernel">The size of the window.</param>
/// <param name="Stride">The step between positions.</param>
/// <param name="Dilation">The distance between the window's elements.</param>
/// <param name="Pads">The border that is added at the top, on the left, at the bottom and on the right.</param>
/// <param name="CeilingMode">Whether a last, incomplete window counts.</param>
internal sealed record SlidingWindow(Size2d Kernel, Size2d Stride, Size2d Dilation, int[] Pads, bool CeilingMode)
{
    /// <summary>The attributes that tell how a window slides, but for its size.</summary>
    public static IReadOnlyList<string> Attributes { get; } = ["strides", "dilations", "pads", "auto_pad"];

    /// <summary>The width of the border at the top and on the left.</summary>
    public Size2d Padding => (Pads[0], Pads[1]);

    /// <summary>The width of the border at the bottom and on the right.</summary>
    public Size2d EndPadding => (Pads[2], Pads[3]);

    /// <summary>Whether there is any border.</summary>
    public bool HasBorder => Pads.Any(pad => pad != 0);

    /// <summary>How a node's window slides.</summary>
    /// <param name="node">The node.</param>
    /// <param name="kernel">The size of the window, where the node need not say it.</param>
    /// <exception cref="InvalidFileException">The maps are not two-dimensional, or a number is out of range.</exception>
    public static SlidingWindow Of(OnnxNode node, Size2d? kernel = null)
    {
        Shape maps = node.Input(0).Shape;
        if (maps.Rank != 4)
        {
            throw node.Unsupported($"it slides over an input of the shape {maps}, not over feature maps");
        }

        Size2d size = kernel ?? Pair(node, "kernel_shape", null);
        Size2d stride = Pair(node, "strides", 1);
        Size2d dilation = Pair(node, "dilations", 1);
        if (size.Height <= 0 || size.Width <= 0 || stride.Height <= 0 || stride.Width <= 0 || dilation.Height <= 0 || dilation.Width <= 0)
        {
            throw node.Invalid("the size, stride or dilation of its window is not positive");
        }

        return new SlidingWindow(size, stride, dilation, PadsOf(node, maps, size, stride, dilation), node.Integer("ceil_mode", 0) == 1);
    }

    /// <summary>The shape that a pool gives.</summary>
    public static Shape PooledShape(OnnxNode node) => Of(node).OutputShape(node.Input(0).Shape, node.Input(0).Shape[1]);

    /// <summary>The shape of one number for each map.</summary>
    public static Shape ShapeOfWholeMaps(OnnxNode node) => node.Input(0).Shape is { Rank: > 2 } maps
        ? [.. maps.Dimensions[..2], .. maps.Skip(2).Select(_ => 1)]
        : throw node.Invalid($"it takes {node.Input(0).Shape}, not feature maps");

    /// <summary>The maps that a pool of whole maps takes, whatever the number of their dimensions.</summary>
    public static Signal WholeMaps(NetworkAssembly network, Operation operation)
    {
        SignalView maps = network[operation.ViewAt(0)];
        return network.Realize(maps, maps.Shape.Rank == 4
            ? [.. maps.Shape.Dimensions[1..]]
            : [maps.Shape[1], checked((int)(maps.Shape.ElementCount / maps.Shape[0] / maps.Shape[1])), 1]);
    }

    /// <summary>The shape of what a window gives at each of its positions.</summary>
    /// <param name="input">The shape of the maps.</param>
    /// <param name="channels">The number of maps that it gives.</param>
    public Shape OutputShape(Shape input, int channels) => Sizes.Shape(
    [
        input[0],
        channels,
        Positions(input[2], Kernel.Height, Stride.Height, Dilation.Height, Pads[0], Pads[2]),
        Positions(input[3], Kernel.Width, Stride.Width, Dilation.Width, Pads[1], Pads[3]),
    ]);

    /// <summary>The window with a border behind the maps that completes the last one, so that it need not be incomplete.</summary>
    /// <param name="input">The shape of the maps.</param>
    /// <param name="output">The shape of what it gives.</param>
    public SlidingWindow Completed(Shape input, Shape output) => !CeilingMode ? this : this with
    {
        CeilingMode = false,
        Pads =
        [
            Pads[0], Pads[1],
            Missing(input[2] + Pads[0], output[2], Kernel.Height, Stride.Height, Dilation.Height),
            Missing(input[3] + Pads[1], output[3], Kernel.Width, Stride.Width, Dilation.Width),
        ],
    };

    private static int Missing(int size, int positions, int kernel, int stride, int dilation) =>
        ((positions - 1) * stride) + (dilation * (kernel - 1)) + 1 - size;

    private long Positions(int size, int kernel, int stride, int dilation, int before, int after)
    {
        long room = (long)size + before + after - ((long)dilation * (kernel - 1)) - 1;
        long positions = room < 0 ? 0 : ((room + (CeilingMode ? stride - 1 : 0)) / stride) + 1;

        // PyTorch drops a last window that would start inside the border behind the maps.
        return CeilingMode && (positions - 1) * stride >= size + before ? positions - 1 : positions;
    }

    private static Size2d Pair(OnnxNode node, string attribute, int? otherwise) => node.Integers(attribute) switch
    {
        [var height, var width] => (node.ToInt32(height, attribute), node.ToInt32(width, attribute)),
        null when otherwise is { } both => both,
        _ => throw node.Invalid($"its {attribute} are not two numbers"),
    };

    private static int[] PadsOf(OnnxNode node, Shape maps, Size2d kernel, Size2d stride, Size2d dilation)
    {
        string mode = node.Text("auto_pad", "NOTSET");
        if (mode.StartsWith("SAME", StringComparison.Ordinal))
        {
            (int top, int bottom) = Same(maps[2], kernel.Height, stride.Height, dilation.Height, mode);
            (int left, int right) = Same(maps[3], kernel.Width, stride.Width, dilation.Width, mode);
            return [top, left, bottom, right];
        }

        if (mode == "VALID")
        {
            return [0, 0, 0, 0];
        }

        int[] pads = [.. (node.Integers("pads") ?? [0, 0, 0, 0]).Select(pad => node.ToInt32(pad, "pads"))];
        return pads.Length == 4 && pads.All(pad => pad >= 0) ? pads : throw node.Invalid("its pads are not four widths");
    }

    /// <summary>The border with which there are as many positions as strides in the maps; an odd one is wider at one end.</summary>
    internal static (int Before, int After) Same(int size, int kernel, int stride, int dilation, string mode)
    {
        int positions = (size + stride - 1) / stride;
        int border = Math.Max(0, ((positions - 1) * stride) + (dilation * (kernel - 1)) + 1 - size);
        return mode == "SAME_LOWER" ? (border - (border / 2), border / 2) : (border / 2, border - (border / 2));
    }
}
