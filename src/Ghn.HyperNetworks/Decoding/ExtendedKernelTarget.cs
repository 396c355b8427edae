using Ghn.Networks;

namespace Ghn.HyperNetworks;

/// <summary>A weight with a kernel beyond the decoder's: the largest kernel is decoded, then interpolated or repeated.</summary>
internal sealed class ExtendedKernelTarget : WeightTarget
{
    /// <summary>How the kernel is enlarged.</summary>
    public required KernelExtension Extension { get; init; }

    /// <inheritdoc/>
    public override Tiling? Tiling => new Tiling(Weight, Block.OutChannels, Block.InChannels);

    /// <inheritdoc/>
    public override void Complete()
    {
        Size2d kernel = (Weight.Shape[2], Weight.Shape[3]);
        for (int outChannel = 0; outChannel < Block.OutChannels; outChannel++)
        {
            for (int inChannel = 0; inChannel < Block.InChannels; inChannel++)
            {
                Span<float> plane = Weight.Values.Slice(((outChannel * Weight.Shape[1]) + inChannel) * kernel.Area, kernel.Area);
                KernelPlanes.Enlarge(Plane(outChannel, inChannel), Block.Kernel, plane, kernel, Extension);
            }
        }
    }

    private Span<float> Plane(int outChannel, int inChannel) =>
        Block.Destination.Values.Slice((int)(outChannel * Block.OutStride) + (inChannel * Block.Kernel.Area), Block.Kernel.Area);
}
