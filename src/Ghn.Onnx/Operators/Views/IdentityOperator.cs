using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Views;

/// <summary>
/// The same. PyTorch's exporter keeps one of several equal tensors, such as all new batch normalisations of a width, and names the others
/// in this way: they are parameters of their own all the same.
/// </summary>
internal sealed class IdentityOperator() : Operator("Identity")
{
    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes { get; } = new Dictionary<string, string>
    {
        ["consumed_inputs"] = "it only says which inputs may be overwritten",
    };

    /// <inheritdoc/>
    public override IReadOnlyList<Value>? Fold(OnnxNode node) =>
        One(node.Input(0) is View { IsWhole: true, Source: ParameterSource parameter }
            ? new View(new ParameterSource(node.Outputs[0], parameter.Shape, order: null, parameter.Value))
            : node.Input(0));
}
