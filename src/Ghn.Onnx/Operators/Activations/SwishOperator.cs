using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.Onnx.Operators.Activations;

/// <summary>x·σ(alpha·x), which is SiLU for an alpha of 1. The operator came later than that set which files are written in.</summary>
internal sealed class SwishOperator() : ElementwiseOperator("Swish")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["alpha"];

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters =>
    [
        LayerExporter.Of<Pointwise>(
            (layer, swish) => layer.Input.Multiply(layer.Input.Multiply(swish.Alpha).Apply("Sigmoid")),
            pointwise => pointwise.Function == PointwiseFunction.Swish),
    ];

    /// <inheritdoc/>
    public override Operation Specialize(NodeOperation operation) => Alpha(operation.Node) == 1
        ? new ActivationOperation(operation.Node, operation.Result, operation.Input(0), ActivationFunction.Silu)
        : operation;

    /// <inheritdoc/>
    protected override Layer LayerOf(OnnxNode node) => Pointwise.Swish(Alpha(node));

    private static double Alpha(OnnxNode node) => node.Number("alpha", 1);
}
