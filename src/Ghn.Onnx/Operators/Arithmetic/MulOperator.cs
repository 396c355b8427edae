using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Activations;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Arithmetic;

/// <summary>A product: of feature maps and a gate, or of a value and a learnt factor for each of its channels or features.</summary>
internal sealed class MulOperator() : BinaryOperator("Mul", (left, right) => left * right)
{
    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters =>
    [
        LayerExporter.Of<Multiply>((layer, _) => layer.Input.Multiply(layer.Inputs[1])),
        LayerExporter.Of<LayerScale>((layer, _) => layer.Input.Multiply(layer.Weight(""))),
    ];

    /// <inheritdoc/>
    public override SignalView Lower(NetworkAssembly network, NodeOperation operation)
    {
        if (operation.Input(0) is not View { Source.DependsOnImages: true } left
            || operation.Input(1) is not View { Source.DependsOnImages: true } right)
        {
            return Scale(network, operation);
        }

        bool isLeftGate = left.Shape != right.Shape
            ? left.Shape.ElementCount < right.Shape.ElementCount
            : IsGate(network, left) && !IsGate(network, right);
        (View maps, View gate) = isLeftGate ? (right, left) : (left, right);
        (SignalView input, SignalView factor) = (network[maps], network[gate]);
        if (input.IsArrangedAs(factor))
        {
            return input.Of(network.Append(operation, new Multiply(), input.Signal, factor.Signal));
        }

        if (!network.HasSamplesFirst(input) || !network.HasSamplesFirst(factor))
        {
            var operands = StretchedOperands.Of(network, operation, [maps, gate]);
            return operands.Result(network.Append(operation, new Multiply(), operands.Signals()));
        }

        if (gate.Shape is [_, 1, 1, var channels] && operation.Shape is [_, _, _, var own] && own == channels)
        {
            Signal scaled = network.Append(
                operation, new Multiply(), network.Realize(input.WithAxisFirst(3)), network.Realize(factor.WithAxisFirst(3)));
            return network.WholeWithAxisFirst(scaled, 3, operation.Shape);
        }

        return JoinedSignals.Join(network, operation, new Multiply(), [maps, gate]);
    }

    /// <summary>A product with what is the same for all samples.</summary>
    private static SignalView Scale(NetworkAssembly network, NodeOperation operation)
    {
        int place = operation.Input(0) is View { Source.DependsOnImages: true } ? 1 : 0;
        var operands = StretchedOperands.Of(network, operation, [operation.Input(0), operation.Input(1)]);
        if (operation.Input(place) is View { Source: ParameterSource tensor } factors && !network.IsShared(tensor)
            && ParameterBinding.Fits(factors)
            && operation.Input(1 - place) is View { Source.DependsOnImages: true } view
            && view.Shape == operation.Shape && network.HasSamplesFirst(network[view])
            && Scale(network, operation, view, factors) is { } scaled)
        {
            return scaled;
        }

        return operands.Result(network.Append(operation, new Multiply(), operands.Signals()));
    }

    private static SignalView? Scale(NetworkAssembly network, NodeOperation operation, View view, View factors)
    {
        Signal input = network.Realize(network[view]);
        bool isPerChannel = input.Shape.Rank == 3 && factors.Shape.Rank >= 3 && factors.Shape[^3] == input.Shape[0]
            && factors.Shape.ElementCount == input.Shape[0];
        bool isPerFeature = factors.Shape.Rank > 0 && factors.Shape.ElementCount == input.Shape[^1] && factors.Shape[^1] == input.Shape[^1];
        LayerScale layer = isPerChannel ? new LayerScale(input.Channels) : new LayerScale(input.Features) { ChannelsLast = true };
        return isPerChannel || isPerFeature
            ? network.Whole(network.Append(operation, layer, input, [("", factors)]), operation.Shape)
            : null;
    }

    private static bool IsGate(NetworkAssembly network, View view) =>
        network.Producer(view) is ActivationOperation { Function: ActivationFunction.Sigmoid or ActivationFunction.Hardsigmoid };
}
