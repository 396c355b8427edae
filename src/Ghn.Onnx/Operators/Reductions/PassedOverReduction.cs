using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Reductions;

/// <summary>A reduction that no layer stands for, and of which only the shape is known: a row each.</summary>
/// <param name="name">ONNX's name.</param>
internal class PassedOverReduction(string name) : PassedOverOperator(name, ReducedShape.Of)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ReducedShape.Attributes;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes => ReducedShape.IgnoredAttributes;
}
