using Ghn.Onnx.Ir;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Pooling;

/// <summary>
/// A window that slides along the first of three dimensions alone, over [samples, maps, depth, height, width]: PyTorch writes local
/// response normalisation as a mean over channels that are such a depth.
/// </summary>
internal static class DepthWindow
{
    /// <summary>The size of a node's window; null if it slides otherwise.</summary>
    public static int? SizeOf(OnnxNode node) => node.Input(0).Shape.Rank == 5 && node.Integers("kernel_shape") is [var size and > 0, 1, 1]
        && size <= node.Input(0).Shape[2] && node.IsAll("strides", 1) && node.IsAll("dilations", 1)
        && node.IsAll("pads", 0) && node.Text("auto_pad", "NOTSET") == "NOTSET"
            ? node.ToInt32(size, "kernel_shape")
            : null;

    /// <summary>The shape of what a window gives.</summary>
    public static Shape ShapeOf(Shape maps, int size) => [maps[0], maps[1], maps[2] - size + 1, maps[3], maps[4]];

    private static bool IsAll(this OnnxNode node, string attribute, long number) =>
        node.Integers(attribute)?.All(own => own == number) ?? true;
}
