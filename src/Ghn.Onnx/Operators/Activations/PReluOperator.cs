using Ghn.Networks;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Activations;

/// <summary>ReLU with learnt slopes on the negative side.</summary>
internal sealed class PReluOperator() : Operator("PRelu")
{
    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes => LegacyAttributes.ConsumedInputs;

    /// <summary>A slope for each channel stands where ONNX looks for it.</summary>
    public override IReadOnlyList<LayerExporter> Exporters =>
    [
        LayerExporter.Of<PRelu>((layer, slopes) => layer.Input.Apply("PRelu", [layer.Weight("weight").Reshape(slopes.Slopes, 1, 1)])),
    ];

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) => Sizes.Broadcast(node.Input(0).Shape, node.Input(1).Shape);

    /// <inheritdoc/>
    public override SignalView Lower(NetworkAssembly network, NodeOperation operation)
    {
        Signal input = network.Realize(network[operation.ViewAt(0)]);
        View slopes = operation.ViewAt(1);
        int count = checked((int)slopes.Shape.ElementCount);
        bool isPerChannel = count == 1 || (slopes.Shape.Rank >= input.Shape.Rank && slopes.Shape[^input.Shape.Rank] == count);
        return isPerChannel && count == slopes.Source.Shape.ElementCount
            ? network.Whole(network.Append(operation, new PRelu(count), input, [("weight", slopes)]), operation.Shape)
            : throw operation.Node.Unsupported($"its slopes have the shape {slopes.Shape}, not one for each channel");
    }
}
