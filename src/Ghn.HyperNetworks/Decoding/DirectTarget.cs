using Ghn.Tensors;

namespace Ghn.HyperNetworks.Decoding;

/// <summary>A weight whose kernel the decoder covers: it is decoded where it belongs.</summary>
internal sealed class DirectTarget : WeightTarget
{
    /// <summary>A block of a linear layer on its own, in new memory.</summary>
    public static DirectTarget OfMatrix(int node, int outChannels, int inChannels)
    {
        Tensor weight = Tensor.Allocate([outChannels, inChannels]);
        DecodedBlock block = new DecodedBlock
        {
            Node = node,
            OutChannels = outChannels,
            InChannels = inChannels,
            Kernel = 1,
            Destination = weight,
            OutStride = inChannels,
        };
        return new DirectTarget { Name = "block", Weight = weight, Block = block };
    }

    /// <inheritdoc/>
    public override Tiling? TilingOf(Tensor weight) => new Tiling(weight, Block.OutChannels, Block.InChannels);

    /// <inheritdoc/>
    public override void Complete()
    {
    }

    /// <inheritdoc/>
    protected override DecodedBlock GradientOfBlock(Tensor gradient) => Block.In(gradient);
}
