using Ghn.Networks;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Reductions;

/// <summary>The mean over all dimensions but those of samples and of channels, wherever that is; or a part of a normalisation.</summary>
internal sealed class ReduceMeanOperator() : Operator("ReduceMean")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ReducedShape.Attributes;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes => ReducedShape.IgnoredAttributes;

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) => ReducedShape.Of(node);

    /// <inheritdoc/>
    public override SignalView Lower(NetworkAssembly network, NodeOperation operation)
    {
        View input = operation.ViewAt(0);
        int rank = input.Shape.Rank;
        int[] axes = ReducedShape.Axes(operation.Node, rank);
        int[] kept = [.. Enumerable.Range(1, rank - 1).Except(axes)];
        if (axes.Contains(0) || kept.Length != 1 || axes.Length > 2)
        {
            throw operation.Node.Unsupported($"it takes the mean over the dimensions {string.Join(", ", axes)} of {input.Shape}");
        }

        int[] strides = IndexMap.Strides(input.Shape);
        int[][] offsets =
        [
            .. ((int[])[0, .. kept, .. axes])
                .Select(axis => Enumerable.Range(0, input.Shape[axis]).Select(i => i * strides[axis]).ToArray()),
        ];
        View maps = input.Select(IndexMap.Of(offsets, input.Shape.ElementCount));
        Signal signal = network.Realize(network[maps], [maps.Shape[1], maps.Shape[2], axes.Length == 2 ? maps.Shape[3] : 1]);
        return network.Whole(network.Append(operation, new AdaptiveAvgPool2d(1), signal), operation.Shape);
    }
}
