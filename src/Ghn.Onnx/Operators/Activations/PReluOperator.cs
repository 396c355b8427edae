using Ghn.Networks;
using Ghn.Networks.Layers;
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
        LayerExporter.Of<PRelu>((layer, slopes) => layer.Input.Apply(
            "PRelu",
            [layer.Weight("weight").Reshape(slopes.Slopes == 1 ? [1] : [slopes.Slopes, .. layer.InputShape.Skip(1).Select(_ => 1)])])),
    ];

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) => Sizes.Broadcast(node.Input(0).Shape, node.Input(1).Shape);

    /// <inheritdoc/>
    public override SignalView Lower(NetworkAssembly network, NodeOperation operation)
    {
        if (operation.Input(1) is Constant { Shape.ElementCount: 1 } slope)
        {
            return ElementwiseLowering.Apply(network, operation, new LeakyRelu(slope.Numbers[0]));
        }

        View slopes = operation.ViewAt(1);
        SignalView input = network[operation.ViewAt(0)];
        int count = checked((int)slopes.Shape.ElementCount);
        int axis = count == 1 ? 1 : input.Shape.Rank - slopes.Shape.Rank + Array.IndexOf([.. slopes.Shape], count);
        if (axis < 1 || (count != 1 && Array.IndexOf([.. slopes.Shape], count) < 0) || count != slopes.Source.Shape.ElementCount)
        {
            throw operation.Node.Unsupported($"its slopes have the shape {slopes.Shape}, not one for each channel");
        }

        Signal signal = network.Realize(axis == 1 ? input : input.WithAxisFirst(axis));
        Signal result = network.Append(operation, new PRelu(count), signal, [("weight", slopes)]);
        return axis == 1 ? network.Whole(result, operation.Shape) : network.WholeWithAxisFirst(result, axis, operation.Shape);
    }
}
