using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.Onnx.Operators.Activations;

/// <summary>x moved by a bias towards 0 where |x| exceeds a threshold, 0 elsewhere.</summary>
internal sealed class ShrinkOperator() : ElementwiseOperator("Shrink")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["lambd", "bias"];

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters =>
    [
        LayerExporter.Of<Pointwise>(
            (layer, shrink) => layer.Input.Apply(
                "Shrink", OnnxAttributes.Number("lambd", shrink.Alpha), OnnxAttributes.Number("bias", shrink.Beta)),
            pointwise => pointwise.Function == PointwiseFunction.Shrink),
    ];

    /// <inheritdoc/>
    protected override Layer LayerOf(OnnxNode node) => Pointwise.Shrink(node.Number("lambd", 0.5), node.Number("bias", 0));
}
