using Ghn.Networks.Layers;
using Ghn.Tensors;

namespace Ghn.HyperNetworks.Decoding;

/// <summary>
/// A block of a weight that a decoder is to compute: so many output channels, input channels and kernel positions of one node,
/// stored, after scaling, at the beginning of some memory laid out as [out, in, kernel].
/// </summary>
internal sealed class DecodedBlock
{
    /// <summary>The node whose embedding is decoded.</summary>
    public required int Node { get; init; }

    /// <summary>The number of output channels.</summary>
    public required int OutChannels { get; init; }

    /// <summary>The number of input channels.</summary>
    public required int InChannels { get; init; }

    /// <summary>The size of the kernel, no larger than the decoder's.</summary>
    public required Size2d Kernel { get; init; }

    /// <summary>The tensor that the block begins.</summary>
    public required Tensor Destination { get; init; }

    /// <summary>The distance between the destination's output channels in elements; input channels lie a kernel's area apart.</summary>
    public required long OutStride { get; init; }

    /// <summary>What each decoded value is multiplied by.</summary>
    public float Scale { get; init; } = 1;

    /// <summary>The destination's kernels of an output channel, for some input channels.</summary>
    /// <param name="outChannel">The output channel.</param>
    /// <param name="inStart">The first input channel.</param>
    /// <param name="inCount">How many.</param>
    public Span<float> ValuesOf(int outChannel, int inStart, int inCount) =>
        Destination.ValuesAt((outChannel * OutStride) + ((long)inStart * Kernel.Area), inCount * Kernel.Area);

    /// <summary>The same block in another tensor of the destination's layout: the backward pass keeps gradients there.</summary>
    public DecodedBlock In(Tensor destination) => new()
    {
        Node = Node,
        OutChannels = OutChannels,
        InChannels = InChannels,
        Kernel = Kernel,
        Destination = destination,
        OutStride = OutStride,
        Scale = Scale,
    };
}
