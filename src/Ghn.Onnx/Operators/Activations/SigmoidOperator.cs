using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Activations;

/// <summary>The logistic function, alone or as the gate of SiLU.</summary>
internal sealed class SigmoidOperator() : Operator("Sigmoid")
{
    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes => LegacyAttributes.ConsumedInputs;

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters =>
    [
        ActivationOperator.OfFunction(ActivationFunction.Sigmoid, x => x.Apply("Sigmoid")),
        ActivationOperator.OfFunction(ActivationFunction.Silu, x => x.Multiply(x.Apply("Sigmoid"))),
    ];

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) => node.Input(0).Shape;

    /// <inheritdoc/>
    public override Operation Specialize(NodeOperation operation) =>
        new ActivationOperation(operation.Node, operation.Result, operation.Input(0), ActivationFunction.Sigmoid);
}
