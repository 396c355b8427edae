using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Normalization;

/// <summary>Layer normalisation, an operator since operator set 17; a pass finds it where it is written in parts.</summary>
internal sealed class LayerNormalizationOperator() : Operator("LayerNormalization")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["axis", "epsilon"];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes { get; } = new Dictionary<string, string>
    {
        ["stash_type"] = "it says in which precision intermediate numbers are held: single is what Ghn has",
    };

    /// <summary>ONNX normalises the last dimensions only, so that channels which are the first go there and back.</summary>
    public override IReadOnlyList<LayerExporter> Exporters =>
    [
        LayerExporter.Of<LayerNorm>((layer, normalization) => normalization.ChannelsFirst
            ? Normalize(layer, layer.Input.Transpose(0, 2, 3, 1), normalization).Transpose(0, 3, 1, 2)
            : Normalize(layer, layer.Input, normalization)),
    ];

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) => node.Input(0).Shape;

    /// <inheritdoc/>
    public override Operation Specialize(NodeOperation operation)
    {
        OnnxNode node = operation.Node;

        // PyTorch 1.13 leaves out the scale of a normalisation that has none, though ONNX does not allow it.
        (Value? scale, Value? shift) = (operation.OptionalInput(1), operation.OptionalInput(2));
        bool isShifted = shift is not null && !shift.IsFixed(0);
        bool isScaled = isShifted || (scale is not null && !scale.IsFixed(1));
        if (isShifted && scale is null)
        {
            throw node.Unsupported("it lacks a scale");
        }

        Value[] parameters = isShifted ? [scale!, shift!] : isScaled ? [scale!] : [];
        Value[] inputs = NormalizedAxes.Merge(node, operation.Input(0), parameters);
        return new LayerNormOperation(node, operation.Result, inputs, node.Number("epsilon", 1e-5));
    }

    private static OnnxValue Normalize(LayerExport layer, OnnxValue x, LayerNorm normalization)
    {
        Shape shape = normalization.NormalizedShape ?? [normalization.Features];
        return x.Apply(
            "LayerNormalization",
            normalization.Affine
                ? layer.Weights(normalization.Bias)
                : [.. layer.Graph.Unscaled(normalization.Features).Select(values => values.Reshape(shape))],
            OnnxAttributes.Integer("axis", -shape.Rank),
            OnnxAttributes.Number("epsilon", normalization.Epsilon));
    }
}
