namespace Ghn.Onnx;

/// <summary>A node of an ONNX file that Ghn cannot read as a layer, and passes over.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Operation">What it does: <c>ConvTranspose</c>.</param>
/// <param name="Reason">What stands in the way, as a sentence without its full stop.</param>
public sealed record UnknownOperation(string Node, string Operation, string Reason);
