using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Views;

/// <summary>For each place of a tensor of indices, the element at the same place but for one dimension, where the index tells.</summary>
internal sealed class GatherElementsOperator() : Operator("GatherElements")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["axis"];

    /// <inheritdoc/>
    public override IReadOnlyList<Value>? Fold(OnnxNode node)
    {
        Value input = node.Input(0);
        Shape listed = node.Input(1).Shape;
        int axis = node.Axis(node.Integer("axis", 0), input.Shape.Rank);
        bool fits = listed.Rank == input.Shape.Rank && listed.Zip(input.Shape).Index().All(sizes =>
            sizes.Index == axis || sizes.Item.First <= sizes.Item.Second);
        if (!fits)
        {
            throw node.Invalid($"its indices {listed} do not fit {input.Shape}");
        }

        int[] strides = IndexMap.Strides(input.Shape);
        int[] own = IndexMap.Strides(listed);
        long[] indices = node.Integers(1);
        var places = new int[indices.Length];
        for (int i = 0; i < places.Length; i++)
        {
            for (int dimension = 0; dimension < own.Length; dimension++)
            {
                int index = dimension == axis ? node.Axis(indices[i], input.Shape[axis]) : i / own[dimension] % listed[dimension];
                places[i] += index * strides[dimension];
            }
        }

        return One(input.Select(IndexMap.Of(listed, places, input.Shape.ElementCount)));
    }
}
