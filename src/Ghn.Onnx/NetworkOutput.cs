using Ghn.Tensors;

namespace Ghn.Onnx;

/// <summary>An output of an ONNX file.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Place">Its place among the outputs of the network, of which the logits are the first.</param>
/// <param name="SampleShape">
/// The shape that it has in the file for one image. The network's output has as many elements, but not always this shape: one number for an
/// image, of the shape [], is one class there.
/// </param>
public sealed record NetworkOutput(string Name, int Place, Shape SampleShape);
