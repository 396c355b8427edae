using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Convolution;

/// <summary>A convolution of feature maps, or of sequences.</summary>
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
    public override IReadOnlyList<LayerExporter> Exporters => [LayerExporter.Of<Conv2d>(Export), LayerExporter.Of<Conv1d>(Export)];

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node)
    {
        Shape weight = node.Input(1).Shape;
        Shape input = node.Input(0).Shape;
        return weight.Rank switch
        {
            4 => SlidingWindow.Of(node, (weight[2], weight[3])).OutputShape(input, weight[0]),
            3 => RowWindow.Of(node, weight[2]).OutputShape(RowWindow.AsMaps(input), weight[0]) is [var samples, var channels, _, var length]
                ? [samples, channels, length]
                : throw node.Invalid("it has no positions"),
            _ => throw node.Unsupported($"its weight has the shape {weight}, not that of a convolution of one or two dimensions"),
        };
    }

    /// <inheritdoc/>
    public override Operation Specialize(NodeOperation operation)
    {
        Shape weight = operation.Input(1).Shape;
        int groups = operation.Node.Int32("group", 1);
        return weight.Rank == 3
            ? new SequenceConvolution(
                operation.Node, operation.Result, operation.Inputs, RowWindow.Of(operation.Node, weight[2]), groups)
            : new ConvOperation(
                operation.Node, operation.Result, operation.Inputs, SlidingWindow.Of(operation.Node, (weight[2], weight[3])), groups);
    }

    private static OnnxValue Export(LayerExport layer, Conv2d convolution) => layer.Input.Apply(
        "Conv",
        layer.Weights(convolution.Bias),
        OnnxAttributes.Size("kernel_shape", convolution.Kernel),
        OnnxAttributes.Size("strides", convolution.Stride),
        OnnxAttributes.Padding(convolution.Padding, convolution.EndPadding),
        OnnxAttributes.Size("dilations", convolution.Dilation),
        OnnxAttributes.Integer("group", convolution.Groups));

    private static OnnxValue Export(LayerExport layer, Conv1d convolution) => layer.Input.Apply(
        "Conv",
        layer.Weights(convolution.Bias),
        OnnxAttributes.Integers("kernel_shape", convolution.Kernel),
        OnnxAttributes.Integers("strides", convolution.Stride),
        OnnxAttributes.Integers("pads", convolution.Padding, convolution.EndPadding),
        OnnxAttributes.Integers("dilations", convolution.Dilation),
        OnnxAttributes.Integer("group", convolution.Groups));
}
