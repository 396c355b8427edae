using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Views;

/// <summary>Without dimensions of 1.</summary>
internal sealed class SqueezeOperator() : Operator("Squeeze")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["axes"];

    /// <inheritdoc/>
    public override IReadOnlyList<Value>? Fold(OnnxNode node)
    {
        Value input = node.Input(0);
        long[]? axes = node.IntegersOf("axes", 1);
        HashSet<int> dropped = axes is null
            ? [.. Enumerable.Range(0, input.Shape.Rank).Where(axis => input.Shape[axis] == 1)]
            : [.. axes.Select(axis => node.Axis(axis, input.Shape.Rank))];
        return One(input.Reshape([.. input.Shape.Where((_, axis) => !dropped.Contains(axis))]));
    }
}
