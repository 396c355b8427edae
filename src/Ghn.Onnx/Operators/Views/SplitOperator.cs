using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Views;

/// <summary>Consecutive parts along one dimension.</summary>
internal sealed class SplitOperator() : Operator("Split")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["axis", "split"];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes { get; } = new Dictionary<string, string>
    {
        ["num_outputs"] = "the node has as many outputs",
    };

    /// <inheritdoc/>
    public override IReadOnlyList<Value>? Fold(OnnxNode node)
    {
        Value input = node.Input(0);
        int axis = node.Axis(node.Integer("axis", 0), input.Shape.Rank);
        int parts = node.Outputs.Count;
        int equal = (input.Shape[axis] + parts - 1) / parts;
        long[] sizes = node.IntegersOf("split", 1)
            ?? [.. Enumerable.Range(0, parts).Select(part => (long)Math.Clamp(input.Shape[axis] - (part * equal), 0, equal))];
        if (sizes.Length != parts || sizes.Any(size => size < 0) || Sizes.Total(sizes) != input.Shape[axis])
        {
            throw node.DoesNotFit($"parts of {string.Join(", ", sizes)} do not make up {input.Shape[axis]}");
        }

        var results = new List<Value>();
        int start = 0;
        foreach (long size in sizes)
        {
            int[][] indices = Taken.AllIndices(input.Shape);
            indices[axis] = [.. Enumerable.Range(start, (int)size)];
            results.Add(Taken.From(input, indices));
            start += (int)size;
        }

        return results;
    }
}
