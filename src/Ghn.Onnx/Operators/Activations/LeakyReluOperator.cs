using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Activations;

/// <summary>ReLU with a fixed slope on the negative side.</summary>
internal sealed class LeakyReluOperator() : ElementwiseOperator("LeakyRelu")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["alpha"];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes => LegacyAttributes.ConsumedInputs;

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters =>
    [
        LayerExporter.Of<LeakyRelu>((layer, leak) => layer.Input.Apply("LeakyRelu", OnnxAttributes.Number("alpha", leak.Slope))),
    ];

    /// <inheritdoc/>
    protected override Layer LayerOf(OnnxNode node) => new LeakyRelu(node.Number("alpha", 0.01));
}
