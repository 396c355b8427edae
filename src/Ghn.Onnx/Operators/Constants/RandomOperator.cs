using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Constants;

/// <summary>Numbers drawn at random whenever the graph runs: weights in files that came without, so weights without numbers.</summary>
/// <param name="name">ONNX's name.</param>
/// <param name="attributes">The attributes that say how they are drawn.</param>
internal sealed class RandomOperator(string name, params IReadOnlyList<string> attributes) : Operator(name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["shape"];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes { get; } = attributes.Append("dtype").Append("seed").ToDictionary(
        attribute => attribute, _ => "it says how numbers are drawn that are to be replaced");

    /// <inheritdoc/>
    public override bool IsReadable => false;

    /// <inheritdoc/>
    public override IReadOnlyList<Value>? Fold(OnnxNode node) => node.Integers("shape") is { } shape
        ? One(new View(new ParameterSource(node.Outputs[0], Sizes.Shape(shape), order: null, value: null)))
        : throw node.Invalid("it has no shape");
}
