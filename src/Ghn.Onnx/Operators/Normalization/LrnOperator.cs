using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Normalization;

/// <summary>
/// Local response normalisation. Of an even number of channels, ONNX has one fewer before its own than behind, PyTorch one more.
/// </summary>
internal sealed class LrnOperator() : Operator("LRN")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["size", "alpha", "beta", "bias"];

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters =>
        [LayerExporter.Of<LocalResponseNorm>(Export, normalization => normalization.Before == Before(normalization.Size))];

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) => node.Input(0).Shape;

    /// <inheritdoc/>
    public override Operation Specialize(NodeOperation operation)
    {
        OnnxNode node = operation.Node;
        int size = node.Int32("size", 0);
        if (size < 1)
        {
            throw node.Invalid($"its size is {size}");
        }

        var layer = new LocalResponseNorm(size, node.Number("alpha", 1e-4), node.Number("beta", 0.75), node.Number("bias", 1))
        {
            Before = Before(size),
        };
        return new LocalResponseNormOperation(node, operation.Result, operation.ViewAt(0), layer);
    }

    private static int Before(int size) => (size - 1) / 2;

    private static OnnxValue Export(LayerExport layer, LocalResponseNorm normalization) => layer.Input.Apply(
        "LRN",
        OnnxAttributes.Integer("size", normalization.Size),
        OnnxAttributes.Number("alpha", normalization.Alpha),
        OnnxAttributes.Number("beta", normalization.Beta),
        OnnxAttributes.Number("bias", normalization.K));
}
