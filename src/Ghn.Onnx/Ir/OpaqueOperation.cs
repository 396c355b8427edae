namespace Ghn.Onnx.Ir;

/// <summary>An operation that is not known, and only passes on what flows into it.</summary>
/// <param name="Node">The node in the file.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Inputs">What flows into it.</param>
/// <param name="Reason">Why it is passed over.</param>
internal sealed record OpaqueOperation(OnnxNode Node, OperationResult Result, IReadOnlyList<Value?> Inputs, UnsupportedReason Reason)
    : Operation(Node, Result, Inputs);
