using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Normalization;

/// <summary>
/// Normalisation by the root of the mean square, an operator since operator set 23; a pass finds it where it is written in parts.
/// </summary>
internal sealed class RmsNormalizationOperator() : Operator("RMSNormalization")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["axis", "epsilon"];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes { get; } = new Dictionary<string, string>
    {
        ["stash_type"] = "it says in which precision intermediate numbers are held: single is what Ghn has",
    };

    /// <summary>In parts, which files of earlier operator sets have, too.</summary>
    public override IReadOnlyList<LayerExporter> Exporters => [LayerExporter.Of<RmsNorm>(Export)];

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) => node.Input(0).Shape;

    /// <inheritdoc/>
    public override Operation Specialize(NodeOperation operation)
    {
        OnnxNode node = operation.Node;
        Value scale = operation.Input(1);
        Value[] merged = NormalizedAxes.Merge(node, operation.Input(0), [scale]);
        return new RmsNormOperation(
            node, operation.Result, scale.IsFixed(1) ? [merged[0]] : merged, node.Number("epsilon", 1e-5));
    }

    private static OnnxValue Export(LayerExport layer, RmsNorm normalization)
    {
        OnnxValue x = layer.Input;
        OnnxValue mean = x.Multiply(x).Apply(
            "ReduceMean", OnnxAttributes.Integers("axes", -1), OnnxAttributes.Integer("keepdims", 1));
        OnnxValue normalized = x.Apply("Div", [mean.Add(layer.Graph.Number(normalization.Epsilon)).Apply("Sqrt")]);
        return normalization.Affine ? normalized.Multiply(layer.Weight("weight")) : normalized;
    }
}
