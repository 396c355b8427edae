using Ghn.Tensors;

namespace Ghn.Onnx;

/// <summary>A tensor of weights that stays as it is in an ONNX file, because no layer that Ghn knows has it.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Value">Its numbers; null where the file has none.</param>
/// <param name="Behind">The operation that is in the way.</param>
public sealed record SkippedTensor(string Name, Shape Shape, Tensor? Value, UnknownOperation Behind);
