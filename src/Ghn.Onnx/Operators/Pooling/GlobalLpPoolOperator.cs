using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;
using Ghn.Tensors.Kernels.Reductions;

namespace Ghn.Onnx.Operators.Pooling;

/// <summary>A norm of each map.</summary>
internal sealed class GlobalLpPoolOperator() : Operator("GlobalLpPool")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["p"];

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) => SlidingWindow.ShapeOfWholeMaps(node);

    /// <inheritdoc/>
    public override SignalView Lower(NetworkAssembly network, NodeOperation operation)
    {
        Signal maps = network.Realize(network[operation.ViewAt(0)]);
        int[] positions = [.. Enumerable.Range(1, maps.Shape.Rank - 1)];
        var norm = LpNorm.Of(operation.Node);
        Signal sum = network.Append(
            operation, new Reduction(ReductionFunction.Sum, positions, KeepsDimensions: true), norm.Powers(network, operation, maps));
        return network.Whole(norm.Root(network, operation, sum), operation.Shape);
    }
}
