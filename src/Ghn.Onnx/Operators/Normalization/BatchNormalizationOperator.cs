using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
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
    public override SignalView Lower(NetworkAssembly network, NodeOperation operation)
    {
        if (operation.Node.Integer("spatial", 1) == 0)
        {
            throw operation.Node.Unsupported("its attribute spatial is 0: it normalises each position by itself");
        }

        View view = operation.ViewAt(0);
        bool isOfRows = view.Shape.Rank == 2 && view.Shape[0] > network.Batch && view.Shape[0] % network.Batch == 0;
        Signal input = isOfRows ? OfRows(network, view) : ChannelMaps.Of(network, operation);
        double momentum = Math.Round(1 - operation.Node.Number("momentum", 0.9), 7);
        bool isAffine = !operation.Input(1).IsFixed(1) || !operation.Input(2).IsFixed(0);
        var layer = new BatchNorm2d(input.Channels, operation.Node.Number("epsilon", 1e-5), momentum, isAffine)
        {
            NormalizesByBatch = NormalizesByBatch(operation.Node),
        };
        (string, View)[] parameters =
        [
            .. isAffine ? WeightAndBias.OfNormalization(operation) : [],
            ("running_mean", operation.ViewAt(3)), ("running_var", operation.ViewAt(4)),
        ];
        Signal output = network.Append(operation, layer, input, parameters);
        return isOfRows
            ? network.Whole(output, [network.Batch, .. output.Shape.Dimensions[..2]])
                .Select(IndexMap.Reorder([network.Batch, .. output.Shape.Dimensions[..2]], [0, 2, 1])).Select(IndexMap.All(operation.Shape))
            : network.Whole(output, operation.Shape);
    }

    /// <summary>The tokens of all samples, a row each, as the positions of maps.</summary>
    private static Signal OfRows(NetworkAssembly network, View view)
    {
        Value tokens = view.Reshape([network.Batch, view.Shape[0] / network.Batch, view.Shape[1]]);
        Value maps = tokens.Select(IndexMap.Reorder(tokens.Shape, [0, 2, 1]));
        return network.Realize(network[(View)maps], [.. maps.Shape.Dimensions[1..], 1]);
    }

    /// <summary>
    /// Whether a node is in training mode: an attribute says so from operator set 14 on; before, the outputs for new statistics do, and
    /// below 7 an attribute may say the contrary.
    /// </summary>
    private static bool NormalizesByBatch(OnnxNode node) => node.Version >= FirstWithMode
        ? node.Integer("training_mode", 0) == 1
        : node.Outputs.Count(output => output.Length > 0) > 1 && node.Integer("is_test", 0) == 0;
}
