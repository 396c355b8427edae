using Ghn.Networks;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Arithmetic;

/// <summary>A sum of two: of signals, or of one and a learnt value for each of its places.</summary>
internal sealed class AddOperator() : BinaryOperator("Add", (left, right) => left + right)
{
    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters =>
    [
        LayerExporter.Of<Add>((layer, _) => layer.Inputs.Count == 2
            ? layer.Input.Add(layer.Inputs[1])
            : layer.Input.Apply("Sum", [.. layer.Inputs.Skip(1)])),
        LayerExporter.Of<PositionalEmbedding>((layer, _) => layer.Input.Add(layer.Weight(""))),
        LayerExporter.Of<PositionalMaps>((layer, _) => layer.Input.Add(layer.Weight("weight"))),
    ];

    /// <inheritdoc/>
    public override SignalView Lower(NetworkAssembly network, NodeOperation operation)
    {
        (View left, View right) = (operation.ViewAt(0), operation.ViewAt(1));
        if (left.IsLearnt() || right.IsLearnt())
        {
            return right.IsLearnt() ? AddLearnt(network, operation, left, right) : AddLearnt(network, operation, right, left);
        }

        (SignalView first, SignalView second) = (network[left], network[right]);
        if (first.IsArrangedAs(second))
        {
            return first.Of(network.Append(operation, new Add(), first.Signal, second.Signal));
        }

        Signal sum = network.Append(
            operation, new Add(), StretchedMaps.Of(network, operation, first), StretchedMaps.Of(network, operation, second));
        return network.Whole(sum, operation.Shape);
    }

    private static SignalView AddLearnt(NetworkAssembly network, NodeOperation operation, View view, View learnt)
    {
        Signal input = network.Realize(network[view]);
        if (learnt.Shape.ElementCount != input.Shape.ElementCount)
        {
            throw operation.Node.Unsupported($"it adds a learnt tensor of the shape {learnt.Shape} to {input.Shape}");
        }

        (Layer layer, string entry) = input.Shape switch
        {
            [var length, var features] => ((Layer)new PositionalEmbedding(length, features), ""),
            [var channels, var height, var width] => (new PositionalMaps(channels, (height, width)), "weight"),
            var other => throw operation.Node.Unsupported($"it adds a learnt tensor to {other}"),
        };
        return network.Whole(network.Append(operation, layer, input, [(entry, learnt)]), operation.Shape);
    }
}
