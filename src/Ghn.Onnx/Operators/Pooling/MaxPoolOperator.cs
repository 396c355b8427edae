using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Pooling;

/// <summary>The maximum over a sliding window.</summary>
internal sealed class MaxPoolOperator() : Operator("MaxPool")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => [.. SlidingWindow.Attributes, "kernel_shape", "ceil_mode"];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes { get; } = new Dictionary<string, string>
    {
        ["storage_order"] = "it only concerns the second output, the places of the maxima, which is not read",
    };

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters => [LayerExporter.Of<MaxPool2d>(Export)];

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) => SlidingWindow.PooledShape(node);

    /// <inheritdoc/>
    public override Operation Specialize(NodeOperation operation) =>
        new MaxPoolOperation(operation.Node, operation.Result, operation.Input(0), SlidingWindow.Of(operation.Node));

    /// <summary>
    /// ONNX and PyTorch agree about an incomplete last window, unless it would start inside the padding, where PyTorch drops it.
    /// </summary>
    private static OnnxValue Export(LayerExport layer, MaxPool2d pool)
    {
        Size2d padding = pool.Padding + pool.EndPadding;
        Size2d reach = LastWindow.Reach(pool.Kernel, pool.Dilation);
        Size2d missing = LastWindow.Missing(layer, reach, pool.Stride, padding);
        bool agrees = pool.CeilingMode && missing != default && !LastWindow.IsDropped(layer, reach, pool.Stride, padding);
        Size2d end = agrees ? pool.EndPadding : pool.EndPadding + missing;
        return layer.Input.Apply(
            "MaxPool",
            OnnxAttributes.Size("kernel_shape", pool.Kernel),
            OnnxAttributes.Size("strides", pool.Stride),
            OnnxAttributes.Size("dilations", pool.Dilation),
            OnnxAttributes.Padding(pool.Padding, end),
            OnnxAttributes.Integer("ceil_mode", agrees ? 1 : 0));
    }
}
