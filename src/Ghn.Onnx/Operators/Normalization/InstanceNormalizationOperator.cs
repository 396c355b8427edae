using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Normalization;

/// <summary>
/// Normalisation of each channel, or of each group of channels as larger maps: group normalisation has an operator with a scale for each
/// channel only in later operator sets.
/// </summary>
internal sealed class InstanceNormalizationOperator() : Operator("InstanceNormalization")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["epsilon"];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes => LegacyAttributes.ConsumedInputs;

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters => [LayerExporter.Of<GroupNorm>(Export)];

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) => node.Input(0).Shape;

    /// <inheritdoc/>
    public override Operation Specialize(NodeOperation operation) =>
        GroupNormOperation.Of(operation, operation.ViewAt(0).Shape is { Rank: > 1 } shape ? shape[1] : 0);

    private static OnnxValue Export(LayerExport layer, GroupNorm normalization)
    {
        OnnxGraphBuilder graph = layer.Graph;
        (int groups, int channels) = (normalization.Groups, normalization.Channels);
        if (groups == channels)
        {
            OnnxValue[] affine = normalization.Affine ? layer.Weights(hasBias: true) : graph.Unscaled(channels);
            return Normalize(layer.Input, affine, normalization.Epsilon);
        }

        OnnxValue grouped = layer.Input.Reshape(0, groups, -1);
        OnnxValue normalized = Normalize(grouped, graph.Unscaled(groups), normalization.Epsilon).Reshape([0, .. layer.OutputShape]);
        return normalization.Affine
            ? normalized.Multiply(layer.Weight("weight").Reshape(channels, 1, 1)).Add(layer.Weight("bias").Reshape(channels, 1, 1))
            : normalized;
    }

    private static OnnxValue Normalize(OnnxValue x, OnnxValue[] affine, double epsilon) =>
        x.Apply("InstanceNormalization", affine, OnnxAttributes.Number("epsilon", epsilon));
}
