using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;

namespace Ghn.Onnx.Operators.Views;

/// <summary>Nothing, because another operation does it.</summary>
/// <param name="Node">The node in the file.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Argument">What it passes on.</param>
internal sealed record ForwardOperation(OnnxNode Node, OperationResult Result, View Argument)
    : Operation(Node, Result, [Argument]), ILowerable
{
    /// <inheritdoc/>
    public SignalView Lower(NetworkAssembly network) => network[Argument];
}
