using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;
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

    /// <summary>Appends a pool of maps of one row for each place of the depth.</summary>
    public static SignalView Lower(NetworkAssembly network, NodeOperation operation, int size)
    {
        View maps = operation.ViewAt(0);
        Shape shape = maps.Shape;
        var rows = (View)maps.Reshape([shape[0], shape[1], shape[2], shape[3] * shape[4]]);
        var layer = new AvgPool2d((size, 1), Stride: 1, Padding: 0, CeilingMode: false, CountIncludesPadding: true);
        return network.Whole(network.Append(operation, layer, network.Realize(network[rows])), operation.Shape);
    }

    private static bool IsAll(this OnnxNode node, string attribute, long number) =>
        node.Integers(attribute)?.All(own => own == number) ?? true;
}
