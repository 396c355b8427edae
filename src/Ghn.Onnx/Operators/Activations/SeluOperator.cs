using Ghn.Networks;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Activations;

/// <summary>Scaled exponential linear units.</summary>
internal sealed class SeluOperator() : Operator("Selu")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["alpha", "gamma"];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes => LegacyAttributes.ConsumedInputs;

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters =>
        [LayerExporter.Of<Elu>(Export, unit => unit.Scale != 1)];

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) => node.Input(0).Shape;

    /// <inheritdoc/>
    public override SignalView Lower(NetworkAssembly network, NodeOperation operation) =>
        ElementwiseLowering.Apply(network, operation, Unit(operation.Node));

    /// <summary>A unit that normalises itself, unless the node has other parameters.</summary>
    private static Elu Unit(OnnxNode node) =>
        new(node.Number("alpha", Elu.SelfNormalizing.Alpha), node.Number("gamma", Elu.SelfNormalizing.Scale));

    private static OnnxValue Export(LayerExport layer, Elu unit) =>
        layer.Input.Apply("Selu", OnnxAttributes.Number("alpha", unit.Alpha), OnnxAttributes.Number("gamma", unit.Scale));
}
