using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors.Kernels.Reductions;

namespace Ghn.Onnx.Operators.Reductions;

/// <summary>
/// The mean over some dimensions: a pool, if they are all but those of samples and of channels, wherever that is. It may be a part of a
/// normalisation.
/// </summary>
internal sealed class ReduceMeanOperator() : ReductionOperator("ReduceMean", ReductionFunction.Mean)
{
    /// <inheritdoc/>
    public override SignalView Lower(NetworkAssembly network, NodeOperation operation)
    {
        View input = operation.ViewAt(0);
        int rank = input.Shape.Rank;
        int[] axes = ReducedShape.Axes(operation.Node, rank);
        int[] kept = [.. Enumerable.Range(1, rank - 1).Except(axes)];
        SignalView view = network[input];
        if (axes.Contains(0) || kept.Length != 1 || axes.Length > 2 || input.Shape[0] != view.Batch || !view.IsOfSamples(out _))
        {
            return base.Lower(network, operation);
        }

        SignalView maps = view.Select(IndexMap.Reorder(input.Shape, [0, .. kept, .. axes]));
        Signal signal = network.Realize(maps, [maps.Shape[1], maps.Shape[2], axes.Length == 2 ? maps.Shape[3] : 1]);
        return network.Whole(network.Append(operation, new AdaptiveAvgPool2d(1), signal), operation.Shape);
    }
}
