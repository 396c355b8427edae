using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Networks.Layers.Attention;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Arithmetic;

/// <summary>
/// A sum of two: of signals, or of one and a learnt value for each of its places, or whatever else is the same for all samples.
/// </summary>
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

    /// <summary>Zeros that are added to something learnt only stretch it.</summary>
    public override IReadOnlyList<Value>? Fold(OnnxNode node)
    {
        bool isFirst = !node.Input(0).IsFixed(0);
        return node.OptionalInput(isFirst ? 0 : 1) is View { Source.DependsOnImages: false } learnt
            && node.OptionalInput(isFirst ? 1 : 0) is { } zeros && zeros.IsFixed(0)
            ? One(learnt.Select(Sizes.Stretch(learnt.Shape, Sizes.Broadcast(learnt.Shape, zeros.Shape))))
            : base.Fold(node);
    }

    /// <inheritdoc/>
    public override SignalView Lower(NetworkAssembly network, NodeOperation operation)
    {
        if (operation.Input(0) is not View { Source.DependsOnImages: true } left
            || operation.Input(1) is not View { Source.DependsOnImages: true } right)
        {
            return AddFixed(network, operation);
        }

        (SignalView first, SignalView second) = (network[left], network[right]);
        if (!first.IsArrangedAs(second) && (!network.HasSamplesFirst(first) || !network.HasSamplesFirst(second)))
        {
            var operands = StretchedOperands.Of(network, operation, [left, right]);
            return operands.Result(network.Append(operation, new Add(), operands.Signals()));
        }

        return StretchedMaps.Sum(network, operation, [left, right]);
    }

    /// <summary>
    /// A sum with what is the same for all samples. A learnt vector for each token or position tells where it is, unless it is added to
    /// products of signals, those are biases of attention, or to what an unknown operation gives, which it may be a part of.
    /// </summary>
    private static SignalView AddFixed(NetworkAssembly network, NodeOperation operation)
    {
        int place = operation.Input(0) is View { Source.DependsOnImages: true } ? 1 : 0;
        var operands = StretchedOperands.Of(network, operation, [operation.Input(0), operation.Input(1)]);
        if (operands[place] is View { Source: ParameterSource tensor } learnt && !network.IsShared(tensor) && ParameterBinding.Fits(learnt)
            && !IsProduct(network, operation.Input(1 - place)) && network.Producer((View)operation.Input(1 - place)) is not OpaqueOperation
            && operands[1 - place] is View { Source.DependsOnImages: true } view
            && learnt.Shape.Skip(1).SequenceEqual(view.Shape.Skip(1)))
        {
            Signal input = network.Realize(network[view], SampleShape(view.Shape));
            (Layer? layer, string entry) = input.Shape switch
            {
                [var length, var features] => ((Layer?)new PositionalEmbedding(length, features), ""),
                [var channels, var height, var width] => (new PositionalMaps(channels, (height, width)), "weight"),
                _ => (null, ""),
            };
            if (layer is not null)
            {
                return operands.Result(network.Append(operation, layer, input, [(entry, learnt)]));
            }
        }

        return operands.Result(network.Append(operation, new Add(), operands.Signals()));
    }

    private static Shape SampleShape(Shape first) => [.. first.Dimensions[(first[1] == 1 ? 2 : 1)..]];

    /// <summary>Whether a value is products of signals, to which a few numbers or learnt tensors may have been applied.</summary>
    private static bool IsProduct(NetworkAssembly network, Value value, int steps = 4) =>
        value is View view && steps > 0 && network.Producer(view) switch
        {
            NodeOperation { Type: "MatMul" } => true,
            FixedArithmeticOperation scaled => IsProduct(network, scaled.Argument, steps - 1),
            NodeOperation { Type: "Mul" or "Div" or "Add" } node =>
                IsProduct(network, node.Input(0), steps - 1) || IsProduct(network, node.Input(1), steps - 1),
            _ => false,
        };
}
