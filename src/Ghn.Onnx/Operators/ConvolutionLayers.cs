using Ghn.Networks;
using Ghn.Tensors;

namespace Ghn.Onnx;

/// <summary>Convolutions and linear maps.</summary>
internal static class ConvolutionLayers
{
    /// <summary>A convolution of feature maps.</summary>
    public static SignalView Convolution(NetworkAssembly network, Operation operation)
    {
        View weight = operation.ViewAt(1);
        Shape shape = weight.Shape;
        int groups = operation.Node.Int32("group", 1);
        if (groups < 1)
        {
            throw operation.Node.Invalid($"it has {groups} groups");
        }

        var window = SlidingWindows.Of(operation.Node, (shape[2], shape[3]));
        PaddedMaps maps = PaddedMaps.Of(network, operation, window);
        var layer = new Conv2d(
            (int)Math.Min((long)shape[1] * groups, int.MaxValue), shape[0], window.Kernel, window.Stride, maps.Padding, window.Dilation, groups,
            Bias: operation.Inputs.Count > 2 && operation.Inputs[2] is not null)
        {
            EndPadding = maps.EndPadding,
        };
        Signal output = network.Append(operation, layer, maps.Signal, Parameters(operation, layer.Bias));
        return network.Whole(output, operation.Shape);
    }

    /// <summary>A linear map of the last dimension.</summary>
    public static SignalView Linear(NetworkAssembly network, Operation operation)
    {
        Shape weight = operation.ViewAt(1).Shape;
        var layer = new Linear(weight[1], weight[0], Bias: operation.Inputs.Count > 2 && operation.Inputs[2] is not null);
        SignalView input = network[operation.ViewAt(0)];
        if (network.IsFromPyTorch || ColumnOrder.Of(input) is not { } columns)
        {
            return OfRows(network, operation, layer, Parameters(operation, layer.Bias));
        }

        Signal features = network.Realize(network.Whole(input.Signal, input.Shape));
        Signal output = network.Append(
            operation, layer, features, Parameters(operation, layer.Bias),
            (_, entry, binding) => entry == "weight" ? binding with { Columns = columns } : binding);
        return network.Whole(output, operation.Shape);
    }

    /// <summary>A layer that acts on each row by itself: it need not know in which order they are.</summary>
    public static SignalView OfRows(
        NetworkAssembly network, Operation operation, Layer layer, IReadOnlyList<(string Entry, View View)> parameters)
    {
        SignalView input = network[operation.ViewAt(0)];
        if (input.IsComplete && input.Rows() is { } rows)
        {
            return network.OfRows(network.Append(operation, layer, input.Signal, parameters), rows, operation.Shape);
        }

        Signal output = network.Append(operation, layer, network.Realize(input), parameters);
        return network.Whole(output, operation.Shape);
    }

    private static (string Entry, View View)[] Parameters(Operation operation, bool hasBias) => hasBias
        ? [("weight", operation.ViewAt(1)), ("bias", operation.ViewAt(2))]
        : [("weight", operation.ViewAt(1))];
}
