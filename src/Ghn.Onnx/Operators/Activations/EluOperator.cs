using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Activations;

/// <summary>Exponential linear units.</summary>
internal sealed class EluOperator() : ElementwiseOperator("Elu")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["alpha"];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes => LegacyAttributes.ConsumedInputs;

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters =>
    [
        LayerExporter.Of<Elu>(
            (layer, unit) => layer.Input.Apply("Elu", OnnxAttributes.Number("alpha", unit.Alpha)), when: unit => unit.Scale == 1),
    ];

    /// <inheritdoc/>
    protected override Layer LayerOf(OnnxNode node) => new Elu(node.Number("alpha", 1));
}
