using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Tensors.Kernels.Reductions;

namespace Ghn.Onnx.Operators.Pooling;

/// <summary>A norm of each map.</summary>
/// <param name="Node">The node in the file.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Argument">The maps.</param>
/// <param name="Norm">The norm.</param>
internal sealed record GlobalLpPoolOperation(OnnxNode Node, OperationResult Result, Value Argument, LpNorm Norm)
    : Operation(Node, Result, [Argument]), ILowerable
{
    /// <inheritdoc/>
    public SignalView Lower(NetworkAssembly network)
    {
        Signal maps = network.Realize(network[ViewAt(0)]);
        int[] positions = [.. Enumerable.Range(1, maps.Shape.Rank - 1)];
        Signal sum = network.Append(
            this, new Reduction(ReductionFunction.Sum, positions, KeepsDimensions: true), Norm.Powers(network, this, maps));
        return network.Whole(Norm.Root(network, this, sum), Shape);
    }
}
