namespace Ghn.Onnx.Ir;

/// <summary>Why a node is passed over.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Operation">What it does: <c>ConvTranspose</c>.</param>
/// <param name="Reason">What stands in the way, as a sentence without its full stop.</param>
internal sealed record UnsupportedReason(string Node, string Operation, string Reason);
