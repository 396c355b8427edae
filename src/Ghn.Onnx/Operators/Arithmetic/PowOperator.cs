using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.Onnx.Operators.Arithmetic;

/// <summary>A power with a known exponent, be it a part of something that a pass knows.</summary>
internal sealed class PowOperator() : BinaryOperator("Pow", Math.Pow)
{
    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters =>
    [
        LayerExporter.Of<Pointwise>(
            (layer, power) => layer.Input.Apply("Pow", [layer.Graph.Number(power.Alpha)]),
            power => power.Function == PointwiseFunction.Power),
    ];

    /// <inheritdoc/>
    public override SignalView Lower(NetworkAssembly network, NodeOperation operation) => operation.Input(1).Scalar() is { } exponent
        ? ElementwiseLowering.Apply(network, operation, Pointwise.Power(exponent))
        : throw operation.Node.Unsupported("its exponent is not a known number");
}
