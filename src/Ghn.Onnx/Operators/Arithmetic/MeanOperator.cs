using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Arithmetic;

/// <summary>The mean of any number of signals.</summary>
internal sealed class MeanOperator() : Operator("Mean")
{
    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes => LegacyAttributes.ConsumedInputs;

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters =>
    [
        LayerExporter.Of<Networks.Layers.Arithmetic>(
            (layer, _) => layer.Input.Apply("Mean", [.. layer.Inputs.Skip(1)]), arithmetic => arithmetic.Function == SignalFunction.Mean),
    ];

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) => Sizes.Broadcast(node);

    /// <inheritdoc/>
    public override SignalView Lower(NetworkAssembly network, NodeOperation operation)
    {
        View[] terms = [.. operation.Inputs.Select((_, place) => operation.ViewAt(place))];
        return terms.Length == 1
            ? network[terms[0]]
            : JoinedSignals.Join(network, operation, new Networks.Layers.Arithmetic(SignalFunction.Mean), terms);
    }
}
