using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Normalization;

/// <summary>
/// Batch normalisation by running statistics, of feature maps or of features. ONNX's momentum is the weight of the old statistics,
/// PyTorch's that of the new ones.
/// </summary>
internal sealed class BatchNormalizationOperator() : Operator("BatchNormalization")
{
    private const int FirstWithMode = 14;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["epsilon", "momentum", "training_mode", "is_test", "spatial"];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes => LegacyAttributes.ConsumedInputs;

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters =>
    [
        LayerExporter.Of<BatchNorm2d>((layer, normalization) => layer.Input.Apply(
            "BatchNormalization",
            [
                .. normalization.Affine ? layer.Weights(hasBias: true) : layer.Graph.Unscaled(normalization.Channels),
                layer.Weight("running_mean"), layer.Weight("running_var"),
            ],
            OnnxAttributes.Number("epsilon", normalization.Epsilon),
            OnnxAttributes.Number("momentum", 1 - normalization.Momentum)),
            when: normalization => !normalization.NormalizesByBatch),
    ];

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) => node.Input(0).Shape;

    /// <inheritdoc/>
    public override Operation Specialize(NodeOperation operation)
    {
        OnnxNode node = operation.Node;
        return node.Integer("spatial", 1) == 0
            ? throw node.Unsupported("its attribute spatial is 0: it normalises each position by itself")
            : new BatchNormOperation(
                node, operation.Result, operation.Inputs, node.Number("epsilon", 1e-5),
                Math.Round(1 - node.Number("momentum", 0.9), 7), NormalizesByBatch(node));
    }

    /// <summary>
    /// Whether a node is in training mode: an attribute says so from operator set 14 on; before, the outputs for new statistics do, and
    /// below 7 an attribute may say the contrary.
    /// </summary>
    private static bool NormalizesByBatch(OnnxNode node) => node.Version >= FirstWithMode
        ? node.Integer("training_mode", 0) == 1
        : node.Outputs.Count(output => output.Length > 0) > 1 && node.Integer("is_test", 0) == 0;
}
