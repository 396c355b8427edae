using Ghn.Networks.Layers;
using Ghn.Networks.Layers.Attention;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Views;

/// <summary>The entries of one dimension that a tensor of indices lists; its shape takes the dimension's place.</summary>
internal sealed class GatherOperator() : Operator("Gather")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["axis"];

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters =>
    [
        LayerExporter.Of<SelectToken>((layer, token) => layer.Input.Select(axis: 1, token.Index)),
        LayerExporter.Of<GatherElements>(Gather),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Value>? Fold(OnnxNode node)
    {
        Value input = node.Input(0);
        int axis = node.Axis(node.Integer("axis", 0), input.Shape.Rank);
        int size = input.Shape[axis];
        int[][] indices = Taken.AllIndices(input.Shape);
        indices[axis] = [.. node.Integers(1).Select(index => node.Axis(index, size))];
        Shape listed = node.Input(1).Shape;
        return One(Taken.From(input, indices)
            .Reshape([.. input.Shape.Dimensions[..axis], .. listed, .. input.Shape.Dimensions[(axis + 1)..]]));
    }

    /// <summary>Places that no element comes to take one that is appended for them.</summary>
    private static OnnxValue Gather(LayerExport layer, GatherElements gather)
    {
        OnnxGraphBuilder graph = layer.Graph;
        int filler = (int)gather.From.ElementCount;
        OnnxValue elements = layer.Input.Reshape(0, filler)
            .Apply("Pad", [graph.Integers(0, 0, 0, 1), graph.Number(gather.Filler)]);
        OnnxValue places = graph.Integers(gather.Sources.Select(place => place < 0 ? filler : place));
        return elements.Apply("Gather", [places], OnnxAttributes.Integer("axis", 1)).Reshape([0, .. gather.To]);
    }
}
