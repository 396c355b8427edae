using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;

namespace Ghn.Onnx.Operators.Normalization;

/// <summary>Local response normalisation, as one node has it or several.</summary>
/// <param name="Node">The node in the file, the last one of several.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Argument">The maps.</param>
/// <param name="Layer">The layer.</param>
internal sealed record LocalResponseNormOperation(OnnxNode Node, OperationResult Result, View Argument, LocalResponseNorm Layer)
    : Operation(Node, Result, [Argument]), ILowerable
{
    /// <inheritdoc/>
    public SignalView Lower(NetworkAssembly network) =>
        network.Whole(network.Append(this, Layer, network.Realize(network[Argument])), Shape);
}
