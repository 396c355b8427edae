using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Activations;

/// <summary>Scaled exponential linear units.</summary>
internal sealed class SeluOperator() : ElementwiseOperator("Selu")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["alpha", "gamma"];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes => LegacyAttributes.ConsumedInputs;

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters =>
        [LayerExporter.Of<Elu>(Export, unit => unit.Scale != 1)];

    /// <summary>A unit that normalises itself, unless the node has other parameters.</summary>
    protected override Layer LayerOf(OnnxNode node) =>
        new Elu(node.Number("alpha", Elu.SelfNormalizing.Alpha), node.Number("gamma", Elu.SelfNormalizing.Scale));

    private static OnnxValue Export(LayerExport layer, Elu unit) =>
        layer.Input.Apply("Selu", OnnxAttributes.Number("alpha", unit.Alpha), OnnxAttributes.Number("gamma", unit.Scale));
}
