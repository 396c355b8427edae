using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Constants;

/// <summary>Some blocks of a tensor replaced; Swin's masks are made so.</summary>
internal sealed class ScatterNDOperator() : Operator("ScatterND")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["reduction"];

    /// <inheritdoc/>
    public override bool IsReadable => false;

    /// <inheritdoc/>
    public override IReadOnlyList<Value>? Fold(OnnxNode node)
    {
        if (node.Input(0) is not Constant data || node.Input(1) is not Constant indices || node.Input(2) is not Constant updates)
        {
            throw node.Unsupported("it changes values that depend on the images");
        }

        if (node.Text("reduction", "none") is not "none" and var reduction)
        {
            throw node.Unsupported($"its reduction is {reduction}");
        }

        int depth = indices.Shape.Rank > 0 ? indices.Shape[^1] : 0;
        if (depth < 1 || depth > data.Shape.Rank)
        {
            throw node.Invalid($"its indices {indices.Shape} do not fit {data.Shape}");
        }

        int[] strides = IndexMap.Strides(data.Shape);
        int block = depth == data.Shape.Rank ? 1 : strides[depth - 1];
        double[] numbers = [.. data.Numbers];
        if (updates.Numbers.Length != (long)indices.Numbers.Length / depth * block)
        {
            throw node.Invalid($"{updates.Shape} is no update at {indices.Shape} of {data.Shape}");
        }

        for (int i = 0; i < indices.Numbers.Length / depth; i++)
        {
            int place = 0;
            for (int dimension = 0; dimension < depth; dimension++)
            {
                place += strides[dimension] * node.Axis((long)indices.Numbers[(i * depth) + dimension], data.Shape[dimension]);
            }

            Array.Copy(updates.Numbers, i * block, numbers, place, block);
        }

        return One(data with { Numbers = numbers });
    }
}
