using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Normalization;

/// <summary>A batch normalisation of which a file has a factor and a shift for each channel, but no statistics.</summary>
/// <param name="Node">The node in the file, the last one of several.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Argument">What is normalised.</param>
/// <param name="Scale">The factors.</param>
/// <param name="Shift">The shifts.</param>
/// <param name="Axis">The dimension of the channels.</param>
internal sealed record FoldedNormOperation(OnnxNode Node, OperationResult Result, View Argument, Value Scale, Value Shift, int Axis)
    : Operation(Node, Result, [Argument, Scale, Shift]), ILowerable
{
    /// <summary>PyTorch's; files do not tell.</summary>
    private const double Epsilon = 1e-5;

    /// <inheritdoc/>
    public SignalView Lower(NetworkAssembly network)
    {
        if (network.Producer(Argument) is OpaqueOperation)
        {
            throw Node.Unsupported("it multiplies and adds to what an unknown operation gives, which it may be a part of");
        }

        SignalView input = network[Argument].WithAxisFirst(Axis);
        int channels = input.Shape[1];
        Shape maps = input.Shape.Rank == 4 ? [.. input.Shape.Dimensions[1..]] : [channels, 1, 1];
        Signal output = network.Append(
            this, new BatchNorm2d(channels, Epsilon), network.Realize(input, maps), [("weight", ViewAt(1)), ("bias", ViewAt(2))],
            (layer, entry, binding) => binding with { Folded = new FoldedStatistics(layer, Epsilon, entry == "bias") });
        return network.WholeWithAxisFirst(output, Axis, Shape);
    }
}
