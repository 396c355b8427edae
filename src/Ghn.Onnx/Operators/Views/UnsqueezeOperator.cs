using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Views;

/// <summary>With further dimensions of 1.</summary>
internal sealed class UnsqueezeOperator() : Operator("Unsqueeze")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["axes"];

    /// <inheritdoc/>
    public override IReadOnlyList<Value>? Fold(OnnxNode node)
    {
        Value input = node.Input(0);
        long[] axes = node.IntegersOf("axes", 1) ?? throw node.Invalid("it does not say which dimensions to add");
        int rank = input.Shape.Rank + axes.Length;
        HashSet<int> added = [.. axes.Select(axis => node.Axis(axis, rank))];
        if (added.Count != axes.Length)
        {
            throw node.Invalid($"it adds a dimension twice ({string.Join(", ", axes)})");
        }

        var rest = new Queue<int>(input.Shape);
        return One(input.Reshape([.. Enumerable.Range(0, rank).Select(axis => added.Contains(axis) ? 1 : rest.Dequeue())]));
    }
}
