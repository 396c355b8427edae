using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Pooling;

/// <summary>The mean over a window that slides along the first of three dimensions alone; see <see cref="DepthWindow"/>.</summary>
/// <param name="Node">The node in the file.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Argument">The maps.</param>
/// <param name="Size">The size of the window.</param>
internal sealed record DepthPoolOperation(OnnxNode Node, OperationResult Result, Value Argument, int Size)
    : Operation(Node, Result, [Argument]), ILowerable
{
    /// <summary>A pool of maps of one row for each place of the depth.</summary>
    public SignalView Lower(NetworkAssembly network)
    {
        View maps = ViewAt(0);
        Shape shape = maps.Shape;
        var rows = (View)maps.Reshape([shape[0], shape[1], shape[2], shape[3] * shape[4]]);
        var layer = new AvgPool2d((Size, 1), Stride: 1, Padding: 0, CeilingMode: false, CountIncludesPadding: true);
        return network.Whole(network.Append(this, layer, network.Realize(network[rows])), Shape);
    }
}
