using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;

namespace Ghn.Onnx.Operators.Base;

/// <summary>An operation that is as its node says; what it has of attributes is in the node.</summary>
/// <param name="Operator">The node's operator.</param>
/// <param name="Node">The node in the file.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Inputs">What it takes; null for an input that is left out.</param>
internal sealed record NodeOperation(Operator Operator, OnnxNode Node, OperationResult Result, IReadOnlyList<Value?> Inputs)
    : Operation(Node, Result, Inputs), ILowerable
{
    /// <summary>ONNX's name of the operator.</summary>
    public string Type => Operator.Name;

    /// <inheritdoc/>
    public SignalView Lower(NetworkAssembly network) => Operator.Lower(network, this);
}
