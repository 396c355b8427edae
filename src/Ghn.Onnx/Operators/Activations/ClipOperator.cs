using Ghn.Networks;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Activations;

/// <summary>min(max(x, lower), upper), which is ReLU6 or ReLU for some bounds (a pass sees to that).</summary>
internal sealed class ClipOperator() : Operator("Clip")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["min", "max"];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes => LegacyAttributes.ConsumedInputs;

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters =>
        [ActivationOperator.OfFunction(ActivationFunction.Relu6, x => x.Apply("Clip", [x.Graph.Number(0), x.Graph.Number(6)]))];

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) => node.Input(0).Shape;

    /// <summary>The bounds; null for none, or for one that is not known.</summary>
    public static (double? Min, double? Max) Bounds(NodeOperation clip) => clip.Node.Version < 11
        ? (clip.Node.Number("min", double.NegativeInfinity), clip.Node.Number("max", double.PositiveInfinity))
        : (clip.OptionalInput(1).Scalar(), clip.OptionalInput(2).Scalar());
}
