namespace Ghn.Onnx;

/// <summary>An output of an ONNX file.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Place">Its place among the outputs of the network, of which the logits are the first.</param>
public sealed record NetworkOutput(string Name, int Place);
