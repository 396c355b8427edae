using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Views;

/// <summary>A border of a number, of a reflection, of the outermost elements or of those at the other end.</summary>
internal sealed class PadOperator() : Operator("Pad")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["mode", "pads", "paddings", "value"];

    /// <summary>All borders but those of numbers are views.</summary>
    public override IReadOnlyList<Value>? Fold(OnnxNode node)
    {
        var border = PadBorder.Of(node);
        return border.IsOfNumbers ? null : One(node.Input(0).Select(border.Places(node)));
    }

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) => PadBorder.Of(node).Places(node).Shape;

    /// <inheritdoc/>
    public override SignalView Lower(NetworkAssembly network, NodeOperation operation)
    {
        View input = operation.ViewAt(0);
        Signal signal = network.Realize(network[input]);
        var border = PadBorder.Of(operation.Node);
        if (border.Before[0] != 0 || border.After[0] != 0)
        {
            throw operation.Node.Unsupported($"it pads the samples of {input.Shape}");
        }

        var places = IndexMap.Padded(signal.Shape, border.Before[1..], border.After[1..], (_, _) => IndexMap.Nothing);
        GatherElements layer = new GatherElements(signal.Shape, places.Shape, places.Places()) { Filler = border.Value };
        return network.Whole(network.Append(operation, layer, signal), operation.Shape);
    }
}
