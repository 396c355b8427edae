using Ghn.HyperNetworks.Configuration;
using Ghn.Networks.Layers;
using Ghn.Tensors;

namespace Ghn.HyperNetworks.Decoding;

/// <summary>A weight with a kernel beyond the decoder's: the largest kernel is decoded, then interpolated or repeated.</summary>
internal sealed class ExtendedKernelTarget : WeightTarget
{
    /// <summary>How the kernel is enlarged.</summary>
    public required KernelExtension Extension { get; init; }

    private Size2d Kernel => (Weight.Shape[2], Weight.Shape[3]);

    /// <inheritdoc/>
    public override Tiling? TilingOf(Tensor weight) => new Tiling(weight, Block.OutChannels, Block.InChannels);

    /// <inheritdoc/>
    public override void Complete() => ForEachPlane((outChannel, inChannel) => KernelPlanes.Resize(
        Decoded(Block, outChannel, inChannel), Block.Kernel, Plane(Weight, outChannel, inChannel), Kernel, Extension));

    /// <inheritdoc/>
    protected override DecodedBlock GradientOfBlock(Tensor gradient)
    {
        DecodedBlock block = Block.In(Tensor.Allocate(Block.Destination.Shape));
        ForEachPlane((outChannel, inChannel) => KernelPlanes.ResizeBackward(
            Plane(gradient, outChannel, inChannel), Kernel, Decoded(block, outChannel, inChannel), Block.Kernel, Extension));
        gradient.Dispose();
        return block;
    }

    private static Span<float> Decoded(DecodedBlock block, int outChannel, int inChannel) =>
        block.Destination.Values.Slice((int)(outChannel * block.OutStride) + (inChannel * block.Kernel.Area), block.Kernel.Area);

    private Span<float> Plane(Tensor weight, int outChannel, int inChannel) =>
        weight.Values.Slice(((outChannel * weight.Shape[1]) + inChannel) * Kernel.Area, Kernel.Area);

    private void ForEachPlane(Action<int, int> body)
    {
        for (int outChannel = 0; outChannel < Block.OutChannels; outChannel++)
        {
            for (int inChannel = 0; inChannel < Block.InChannels; inChannel++)
            {
                body(outChannel, inChannel);
            }
        }
    }
}
