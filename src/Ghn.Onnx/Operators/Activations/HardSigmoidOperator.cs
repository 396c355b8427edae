using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.Onnx.Operators.Activations;

/// <summary>max(0, min(1, alpha·x + beta)), of which that with PyTorch's alpha of 1/6 and beta of ½ has a name of its own.</summary>
internal sealed class HardSigmoidOperator() : ElementwiseOperator("HardSigmoid")
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
        LayerExporter.Of<Pointwise>(
            (layer, unit) => layer.Input.Apply(
                "HardSigmoid", OnnxAttributes.Number("alpha", unit.Alpha), OnnxAttributes.Number("beta", unit.Beta)),
            pointwise => pointwise.Function == PointwiseFunction.Hardsigmoid),
    ];

    /// <inheritdoc/>
    public override Operation Specialize(NodeOperation operation)
    {
        (double alpha, double beta) = Parameters(operation.Node);
        return Math.Abs(alpha - (1.0 / 6)) < 1e-6 && beta == 0.5
            ? new ActivationOperation(operation.Node, operation.Result, operation.Input(0), ActivationFunction.Hardsigmoid)
            : operation;
    }

    /// <inheritdoc/>
    protected override Layer LayerOf(OnnxNode node)
    {
        (double alpha, double beta) = Parameters(node);
        return Pointwise.Hardsigmoid(alpha, beta);
    }

    private static (double Alpha, double Beta) Parameters(OnnxNode node) => (node.Number("alpha", 0.2), node.Number("beta", 0.5));
}
