using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Activations;

/// <summary>Celu: continuously differentiable exponential linear units.</summary>
internal sealed class CeluOperator() : ElementwiseOperator("Celu")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["alpha"];

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters =>
    [
        LayerExporter.Of<Celu>((layer, unit) => layer.Input.Apply("Celu", OnnxAttributes.Number("alpha", unit.Alpha))),
    ];

    /// <inheritdoc/>
    protected override Layer LayerOf(OnnxNode node) => new Celu(node.Number("alpha", 1));
}
