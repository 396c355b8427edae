using Ghn.Networks.Layers.Attention;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Views;

/// <summary>Dimensions of 1 stretched to a given shape.</summary>
internal sealed class ExpandOperator() : Operator("Expand")
{
    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters =>
    [
        LayerExporter.Of<ClassToken>((layer, _) => PrependToken(layer)),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Value>? Fold(OnnxNode node)
    {
        Value input = node.Input(0);
        Shape asked = Sizes.Shape(node.Integers(1));
        return One(input.Select(Sizes.Stretch(input.Shape, Sizes.Broadcast(input.Shape, asked))));
    }

    /// <summary>The token, once for each sample, before the others.</summary>
    private static OnnxValue PrependToken(LayerExport layer)
    {
        OnnxValue shape = layer.Input.SampleCount().Concat(axis: 0, layer.Graph.Integers(1, 1));
        return layer.Weight("").Apply("Expand", [shape]).Concat(axis: 1, layer.Input);
    }
}
