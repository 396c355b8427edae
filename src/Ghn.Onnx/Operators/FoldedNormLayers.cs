using Ghn.Networks;
using Ghn.Tensors;

namespace Ghn.Onnx;

/// <summary>Batch normalisations of which a file has a factor and a shift for each channel, but no statistics.</summary>
internal static class FoldedNormLayers
{
    /// <summary>PyTorch's; files do not tell.</summary>
    private const double Epsilon = 1e-5;

    /// <summary>A batch normalisation along any dimension.</summary>
    public static SignalView Map(NetworkAssembly network, Operation operation)
    {
        int axis = operation.DetailsAs<FoldedNormDetails>().Axis;
        SignalView input = network[operation.ViewAt(0)].WithAxisFirst(axis);
        int channels = input.Shape[1];
        Shape maps = input.Shape.Rank == 4 ? [.. input.Shape.Dimensions[1..]] : [channels, 1, 1];
        Signal output = network.Append(
            operation, new BatchNorm2d(channels, Epsilon), network.Realize(input, maps),
            [("weight", operation.ViewAt(1)), ("bias", operation.ViewAt(2))],
            (layer, entry, binding) => binding with { Folded = new FoldedStatistics(layer, Epsilon, entry == "bias") });
        return network.WholeWithAxisFirst(output, axis, operation.Shape);
    }
}
