using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Views;

/// <summary>A shape with at most one −1, which stands for what is left, and zeros, which stand for the input's size there.</summary>
internal sealed class ReshapeOperator() : Operator("Reshape")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["allowzero", "shape"];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes { get; } = new Dictionary<string, string>
    {
        ["consumed_inputs"] = "it only says which inputs may be overwritten",
    };

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters =>
    [
        LayerExporter.Of<Unflatten>((layer, _) => layer.Input.Reshape([0, .. layer.OutputShape])),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Value>? Fold(OnnxNode node)
    {
        Value input = node.Input(0);
        long[] sizes = node.Version < 5
            ? node.Integers("shape") ?? throw node.Invalid("it does not say which shape")
            : node.Integers(1);
        if (node.Integer("allowzero", 0) == 0)
        {
            sizes =
            [
                .. sizes.Select((size, i) => size != 0 ? size
                    : i < input.Shape.Rank ? input.Shape[i]
                    : throw node.Invalid($"it keeps dimension {i} of an input with {input.Shape.Rank}")),
            ];
        }

        long known = sizes.Where(size => size != -1).Aggregate(1L, Sizes.Product);
        Shape shape = Sizes.Shape(sizes.Select(size => size != -1 ? size : known == 0 ? 0 : input.Shape.ElementCount / known));
        return shape.ElementCount == input.Shape.ElementCount
            ? One(input.Reshape(shape))
            : throw node.DoesNotFit($"it cannot give {input.Shape} the shape {string.Join('×', sizes)}");
    }
}
