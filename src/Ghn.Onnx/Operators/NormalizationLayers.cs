using Ghn.Networks;
using Ghn.Tensors;

namespace Ghn.Onnx;

/// <summary>Normalisations.</summary>
internal static class NormalizationLayers
{
    /// <summary>Batch normalisation, of feature maps or of features.</summary>
    public static SignalView BatchNorm(NetworkAssembly network, Operation operation)
    {
        Signal input = Maps(network, operation);
        int channels = input.Channels;

        // ONNX counts the weight of the old statistics, PyTorch that of a new batch.
        double momentum = Math.Round(1 - operation.Node.Number("momentum", 0.9), 7);
        bool isAffine = !operation.Input(1).IsFixed(1) || !operation.Input(2).IsFixed(0);
        var layer = new BatchNorm2d(channels, operation.Node.Number("epsilon", 1e-5), momentum, isAffine);
        (string, View)[] parameters =
        [
            .. isAffine ? ScaleAndShift(operation) : [],
            ("running_mean", operation.ViewAt(3)), ("running_var", operation.ViewAt(4)),
        ];
        return network.Whole(network.Append(operation, layer, input, parameters), operation.Shape);
    }

    /// <summary>Layer normalisation of the last dimension.</summary>
    public static SignalView LayerNorm(NetworkAssembly network, Operation operation)
    {
        (string, View)[] parameters = ScaleAndShift(operation);
        if (operation.Shape.Rank == 0)
        {
            throw operation.Node.Invalid("its input has no dimensions");
        }

        double epsilon = operation.DetailsAs<LayerNormDetails>().Epsilon;
        var layer = new LayerNorm(operation.Shape[^1], epsilon, Affine: parameters is not [], Bias: parameters is not [_]);
        return ConvolutionLayers.OfRows(network, operation, layer, parameters);
    }

    /// <summary>Group or instance normalisation of feature maps.</summary>
    public static SignalView GroupNorm(NetworkAssembly network, Operation operation)
    {
        Signal input = Maps(network, operation);
        (string, View)[] parameters = ScaleAndShift(operation);
        GroupNormDetails details = operation.DetailsAs<GroupNormDetails>();
        var layer = new GroupNorm(input.Channels, details.Groups, details.Epsilon, Affine: parameters.Length > 0);
        return network.Whole(network.Append(operation, layer, input, parameters), operation.Shape);
    }

    /// <summary>The input as feature maps, whatever the number of its dimensions after that of channels.</summary>
    private static Signal Maps(NetworkAssembly network, Operation operation)
    {
        View input = operation.ViewAt(0);
        Shape shape = input.Shape;
        int channels = shape.Rank > 1 && shape.ElementCount > 0
            ? shape[1]
            : throw operation.Node.Invalid($"its input {shape} has no channels");
        return network.Realize(network[input], shape.Rank == 4
            ? [.. shape.Dimensions[1..]]
            : [channels, checked((int)(shape.ElementCount / shape[0] / channels)), 1]);
    }

    /// <summary>Those of them that there are.</summary>
    private static (string Entry, View View)[] ScaleAndShift(Operation operation) => operation.Inputs.Count switch
    {
        1 => [],
        2 => [("weight", operation.ViewAt(1))],
        _ => [("weight", operation.ViewAt(1)), ("bias", operation.ViewAt(2))],
    };
}
