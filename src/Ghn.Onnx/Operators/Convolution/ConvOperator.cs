using Ghn.Networks;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Convolution;

/// <summary>A convolution of feature maps.</summary>
internal sealed class ConvOperator() : Operator("Conv")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => [.. SlidingWindow.Attributes, "group"];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes { get; } = new Dictionary<string, string>
    {
        ["kernel_shape"] = "the weight has it, too",
    };

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters => [LayerExporter.Of<Conv2d>(Export)];

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node)
    {
        Shape weight = node.Input(1).Shape;
        return weight.Rank == 4
            ? SlidingWindow.Of(node, (weight[2], weight[3])).OutputShape(node.Input(0).Shape, weight[0])
            : throw node.Unsupported($"its weight has the shape {weight}, not that of a two-dimensional convolution");
    }

    /// <inheritdoc/>
    public override Operation Specialize(NodeOperation operation)
    {
        Shape weight = operation.Input(1).Shape;
        return new ConvOperation(
            operation.Node, operation.Result, operation.Inputs, SlidingWindow.Of(operation.Node, (weight[2], weight[3])),
            operation.Node.Int32("group", 1));
    }

    private static OnnxValue Export(LayerExport layer, Conv2d convolution) => layer.Input.Apply(
        "Conv",
        layer.Weights(convolution.Bias),
        OnnxAttributes.Size("kernel_shape", convolution.Kernel),
        OnnxAttributes.Size("strides", convolution.Stride),
        OnnxAttributes.Padding(convolution.Padding, convolution.EndPadding),
        OnnxAttributes.Size("dilations", convolution.Dilation),
        OnnxAttributes.Integer("group", convolution.Groups));
}
