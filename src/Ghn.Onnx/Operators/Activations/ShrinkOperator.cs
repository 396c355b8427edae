using Ghn.Networks;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Activations;

/// <summary>x moved by a bias towards 0 where |x| exceeds a threshold, 0 elsewhere.</summary>
internal sealed class ShrinkOperator() : Operator("Shrink")
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
    public override Shape ShapeOf(OnnxNode node) => node.Input(0).Shape;

    /// <inheritdoc/>
    public override SignalView Lower(NetworkAssembly network, NodeOperation operation) => ElementwiseLowering.Apply(
        network, operation, Pointwise.Shrink(operation.Node.Number("lambd", 0.5), operation.Node.Number("bias", 0)));
}
