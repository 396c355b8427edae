using Ghn.Networks;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Views;

/// <summary>Dropout: nothing, unless the model was exported for training.</summary>
internal sealed class DropoutOperator() : Operator("Dropout")
{
    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes { get; } = new Dictionary<string, string>
    {
        ["ratio"] = "not read: below operator set 12 dropout is taken for none",
        ["is_test"] = "not read: below operator set 7 dropout is taken for none",
        ["seed"] = "dropout is drawn anew",
        ["consumed_inputs"] = "it only says which inputs may be overwritten",
    };

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters =>
    [
        LayerExporter.Of<Dropout>((layer, _) => layer.Input),
        LayerExporter.Of<StochasticDepth>((layer, _) => layer.Input),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Value>? Fold(OnnxNode node) => Drops(node) ? null : [node.Input(0)];

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) => node.Input(0).Shape;

    /// <inheritdoc/>
    public override SignalView Lower(NetworkAssembly network, NodeOperation operation) =>
        ElementwiseLowering.Apply(network, operation, new Dropout(operation.Input(1).Scalar() ?? 0.5));

    private static bool Drops(OnnxNode node) =>
        node.OptionalInput(2) is Constant { Numbers: [not 0] } && node.OptionalInput(1).Scalar() is not 0;
}
