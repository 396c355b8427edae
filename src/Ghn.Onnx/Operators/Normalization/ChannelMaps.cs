using Ghn.Networks;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Normalization;

/// <summary>What normalisations of channels take.</summary>
internal static class ChannelMaps
{
    /// <summary>The first input as feature maps, whatever the number of its dimensions after that of channels.</summary>
    public static Signal Of(NetworkAssembly network, Operation operation)
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
}
