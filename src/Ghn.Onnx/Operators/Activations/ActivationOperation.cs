using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Activations;

/// <summary>An elementwise function without parameters, however it was written.</summary>
/// <param name="Node">The node in the file, the last one of several.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Argument">What it takes.</param>
/// <param name="Function">Which function it is.</param>
internal sealed record ActivationOperation(OnnxNode Node, OperationResult Result, Value Argument, ActivationFunction Function)
    : Operation(Node, Result, [Argument]), ILowerable
{
    /// <inheritdoc/>
    public SignalView Lower(NetworkAssembly network) => ElementwiseLowering.Apply(network, this, new Activation(Function));
}
