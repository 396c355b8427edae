using Ghn.Networks;
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
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["epsilon", "momentum"];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes { get; } = new Dictionary<string, string>
    {
        ["training_mode"] = "not read yet: it says that the statistics are those of the batch",
        ["is_test"] = "not read yet: below operator set 7 it says that the statistics are not those of the batch",
        ["spatial"] = "not read yet: below operator set 9 it says that a channel has one mean, not one at each position",
        ["consumed_inputs"] = "it only says which inputs may be overwritten",
    };

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
            OnnxAttributes.Number("momentum", 1 - normalization.Momentum))),
    ];

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) => node.Input(0).Shape;

    /// <inheritdoc/>
    public override SignalView Lower(NetworkAssembly network, NodeOperation operation)
    {
        View view = operation.ViewAt(0);
        bool isOfRows = view.Shape.Rank == 2 && view.Shape[0] > network.Batch && view.Shape[0] % network.Batch == 0;
        Signal input = isOfRows ? OfRows(network, view) : ChannelMaps.Of(network, operation);
        double momentum = Math.Round(1 - operation.Node.Number("momentum", 0.9), 7);
        bool isAffine = !operation.Input(1).IsFixed(1) || !operation.Input(2).IsFixed(0);
        var layer = new BatchNorm2d(input.Channels, operation.Node.Number("epsilon", 1e-5), momentum, isAffine);
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
}
