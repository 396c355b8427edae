using Ghn.Tensors;

namespace Ghn.Networks.Onnx;

/// <summary>Normalisations.</summary>
internal static class NormalizationLayers
{
    /// <summary>Batch normalisation, of feature maps or of features.</summary>
    public static SignalView BatchNorm(NetworkAssembly network, Operation operation)
    {
        SignalView input = network[operation.ViewAt(0)];
        int channels = operation.Shape.Rank > 1 ? operation.Shape[1] : throw operation.Node.Invalid("its input has no channels");
        Shape maps = operation.Shape.Rank == 4
            ? [.. operation.Shape.Dimensions[1..]]
            : [channels, checked((int)(operation.Shape.ElementCount / operation.Shape[0] / channels)), 1];

        // ONNX counts the weight of the old statistics, PyTorch that of a new batch.
        double momentum = Math.Round(1 - operation.Node.Number("momentum", 0.9), 7);
        var layer = new BatchNorm2d(channels, operation.Node.Number("epsilon", 1e-5), momentum);
        (string, View)[] parameters =
        [
            ("weight", operation.ViewAt(1)), ("bias", operation.ViewAt(2)),
            ("running_mean", operation.ViewAt(3)), ("running_var", operation.ViewAt(4)),
        ];
        return network.Whole(network.Append(operation, layer, network.Realize(input, maps), parameters), operation.Shape);
    }

    /// <summary>Layer normalisation of the last dimension.</summary>
    public static SignalView LayerNorm(NetworkAssembly network, Operation operation)
    {
        var layer = new LayerNorm(operation.Shape[^1], operation.DetailsAs<LayerNormDetails>().Epsilon);
        return ConvolutionLayers.OfRows(
            network, operation, layer, [("weight", operation.ViewAt(1)), ("bias", operation.ViewAt(2))]);
    }
}
