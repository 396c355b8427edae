using Ghn.Onnx.Ir;

namespace Ghn.Onnx.Import;

/// <summary>A tensor of weights that only an operation has which is passed over.</summary>
/// <param name="Parameter">The tensor.</param>
/// <param name="Behind">The operation that is in the way.</param>
internal sealed record SkippedParameter(ParameterSource Parameter, UnsupportedReason Behind);
