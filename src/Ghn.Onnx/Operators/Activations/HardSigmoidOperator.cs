using Ghn.Networks;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Activations;

/// <summary>max(0, min(1, alpha·x + beta)), with PyTorch's alpha of 1/6 and beta of ½ alone.</summary>
internal sealed class HardSigmoidOperator() : Operator("HardSigmoid")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["alpha", "beta"];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes => LegacyAttributes.ConsumedInputs;

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters =>
    [
        ActivationOperator.OfFunction(
            ActivationFunction.Hardsigmoid,
            x => x.Apply("HardSigmoid", OnnxAttributes.Number("alpha", 1.0 / 6), OnnxAttributes.Number("beta", 0.5))),
    ];

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) => node.Input(0).Shape;

    /// <inheritdoc/>
    public override Operation Specialize(NodeOperation operation)
    {
        bool isTorch = Math.Abs(operation.Node.Number("alpha", 0.2) - (1.0 / 6)) < 1e-6 && operation.Node.Number("beta", 0.5) == 0.5;
        return isTorch
            ? new ActivationOperation(operation.Node, operation.Result, operation.Input(0), ActivationFunction.Hardsigmoid)
            : operation;
    }
}
