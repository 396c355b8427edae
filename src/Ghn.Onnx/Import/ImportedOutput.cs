using Ghn.Tensors;

namespace Ghn.Onnx.Import;

/// <summary>An output of a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Place">Its place among the network's outputs.</param>
/// <param name="SampleShape">Its shape for one image.</param>
internal sealed record ImportedOutput(string Name, int Place, Shape SampleShape);
