using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Views;

/// <summary>Two dimensions: those before an axis in one, those from it on in the other.</summary>
internal sealed class FlattenOperator() : Operator("Flatten")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["axis"];

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters =>
    [
        LayerExporter.Of<Flatten>((layer, _) => layer.Input.Apply("Flatten", OnnxAttributes.Integer("axis", 1))),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Value>? Fold(OnnxNode node)
    {
        Value input = node.Input(0);
        long axis = node.Integer("axis", 1);
        int place = axis == input.Shape.Rank ? input.Shape.Rank : node.Axis(axis, input.Shape.Rank);
        long rows = Count(input.Shape.Dimensions[..place]);
        return One(input.Reshape(Sizes.Shape([rows, Count(input.Shape.Dimensions[place..])])));
    }

    private static long Count(ReadOnlySpan<int> sizes)
    {
        long count = 1;
        foreach (int size in sizes)
        {
            count *= size;
        }

        return count;
    }
}
