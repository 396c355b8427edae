using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Convolution;

/// <summary>A transposed convolution of feature maps, or of sequences.</summary>
internal sealed class ConvTransposeOperator() : Operator("ConvTranspose")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes =>
        ["strides", "dilations", "pads", "output_padding", "auto_pad", "output_shape", "group"];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes { get; } = new Dictionary<string, string>
    {
        ["kernel_shape"] = "the weight has it, too",
    };

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters => [LayerExporter.Of<ConvTranspose2d>(Export)];

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node)
    {
        (Shape maps, Shape weight) = (node.Input(0).Shape, node.Input(1).Shape);
        Size2d size = TransposedWindow.Of(node).OutputSize;
        long channels = (long)weight[1] * node.Int32("group", 1);
        return Sizes.Shape(maps.Rank == 4 ? [maps[0], channels, size.Height, size.Width] : [maps[0], channels, size.Width]);
    }

    /// <inheritdoc/>
    public override Operation Specialize(NodeOperation operation) => new ConvTransposeOperation(
        operation.Node, operation.Result, operation.Inputs, TransposedWindow.Of(operation.Node), operation.Node.Int32("group", 1));

    private static OnnxValue Export(LayerExport layer, ConvTranspose2d convolution) => layer.Input.Apply(
        "ConvTranspose",
        layer.Weights(convolution.Bias),
        OnnxAttributes.Size("kernel_shape", convolution.Kernel),
        OnnxAttributes.Size("strides", convolution.Stride),
        OnnxAttributes.Padding(convolution.Padding, convolution.EndPadding),
        OnnxAttributes.Size("dilations", convolution.Dilation),
        OnnxAttributes.Size("output_padding", convolution.OutputPadding),
        OnnxAttributes.Integer("group", convolution.Groups));
}
