using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.Onnx.Operators.Activations;

/// <summary>x where it exceeds alpha, 0 elsewhere.</summary>
internal sealed class ThresholdedReluOperator() : ElementwiseOperator("ThresholdedRelu")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["alpha"];

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters =>
    [
        LayerExporter.Of<Pointwise>(
            (layer, relu) => layer.Input.Apply("ThresholdedRelu", OnnxAttributes.Number("alpha", relu.Alpha)),
            pointwise => pointwise.Function == PointwiseFunction.ThresholdedRelu),
    ];

    /// <inheritdoc/>
    protected override Layer LayerOf(OnnxNode node) => Pointwise.ThresholdedRelu(node.Number("alpha", 1));
}
