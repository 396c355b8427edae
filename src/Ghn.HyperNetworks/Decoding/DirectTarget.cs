namespace Ghn.HyperNetworks;

/// <summary>A weight whose kernel the decoder covers: it is decoded where it belongs.</summary>
internal sealed class DirectTarget : WeightTarget
{
    /// <inheritdoc/>
    public override Tiling? Tiling => new Tiling(Weight, Block.OutChannels, Block.InChannels);

    /// <inheritdoc/>
    public override void Complete()
    {
    }
}
