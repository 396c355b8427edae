using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Normalization;

/// <summary>Batch normalisation of feature maps or of features.</summary>
/// <param name="Node">The node in the file.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Inputs">What is normalised, scale, shift, running means and running variances.</param>
/// <param name="Epsilon">What is added to the variance.</param>
/// <param name="Momentum">The weight of new statistics, as PyTorch has it.</param>
/// <param name="NormalizesByBatch">Whether the batch's own statistics count.</param>
internal sealed record BatchNormOperation(
    OnnxNode Node, OperationResult Result, IReadOnlyList<Value?> Inputs, double Epsilon, double Momentum, bool NormalizesByBatch)
    : Operation(Node, Result, Inputs), ILowerable
{
    /// <inheritdoc/>
    public SignalView Lower(NetworkAssembly network)
    {
        View view = ViewAt(0);
        bool isOfRows = view.Shape.Rank == 2 && view.Shape[0] > network.Batch && view.Shape[0] % network.Batch == 0;
        Signal input = isOfRows ? OfRows(network, view) : ChannelMaps.Of(network, this);
        bool isAffine = !Input(1).IsFixed(1) || !Input(2).IsFixed(0);
        var layer = new BatchNorm2d(input.Channels, Epsilon, Momentum, isAffine) { NormalizesByBatch = NormalizesByBatch };
        (string, View)[] parameters =
        [
            .. isAffine ? WeightAndBias.OfNormalization(this) : [], ("running_mean", ViewAt(3)), ("running_var", ViewAt(4)),
        ];
        Signal output = network.Append(this, layer, input, parameters);
        return isOfRows
            ? network.Whole(output, [network.Batch, .. output.Shape.Dimensions[..2]])
                .Select(IndexMap.Reorder([network.Batch, .. output.Shape.Dimensions[..2]], [0, 2, 1])).Select(IndexMap.All(Shape))
            : network.Whole(output, Shape);
    }

    /// <summary>The tokens of all samples, a row each, as the positions of maps.</summary>
    private static Signal OfRows(NetworkAssembly network, View view)
    {
        Value tokens = view.Reshape([network.Batch, view.Shape[0] / network.Batch, view.Shape[1]]);
        Value maps = tokens.Select(IndexMap.Reorder(tokens.Shape, [0, 2, 1]));
        return network.Realize(network[(View)maps], [.. maps.Shape.Dimensions[1..], 1]);
    }
}
