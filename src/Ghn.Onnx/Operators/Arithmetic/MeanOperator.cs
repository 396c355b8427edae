using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Arithmetic;

/// <summary>The mean of any number of values: of the result, only the shape is known.</summary>
internal sealed class MeanOperator() : PassedOverOperator("Mean", node => Sizes.Broadcast(node))
{
    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes => LegacyAttributes.ConsumedInputs;
}
