using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Normalization;

/// <summary>Group normalisation, an operator since operator set 18; <see cref="InstanceNormalizationOperator"/> writes it.</summary>
internal sealed class GroupNormalizationOperator() : Operator("GroupNormalization")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["num_groups", "epsilon"];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes { get; } = new Dictionary<string, string>
    {
        ["stash_type"] = "it says in which precision intermediate numbers are held: single is what Ghn has",
    };

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) => node.Input(0).Shape;

    /// <inheritdoc/>
    public override Operation Specialize(NodeOperation operation) =>
        GroupNormOperation.Of(operation, operation.Node.Int32("num_groups", 0));
}
