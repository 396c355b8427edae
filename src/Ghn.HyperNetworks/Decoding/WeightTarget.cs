using Ghn.Tensors;

namespace Ghn.HyperNetworks;

/// <summary>A weight of two or more dimensions to predict: what is decoded of it, and how the rest follows.</summary>
internal abstract class WeightTarget : IDisposable
{
    /// <summary>The weight.</summary>
    public required Tensor Weight { get; init; }

    /// <summary>What the decoder computes.</summary>
    public required WeightBlock Block { get; init; }

    /// <summary>How the weight is filled once <see cref="Complete"/> has run; null when nothing is left to fill.</summary>
    public abstract Tiling? Tiling { get; }

    /// <summary>Brings decoded values into the weight, if the decoder did not store them there.</summary>
    public abstract void Complete();

    /// <summary>Releases what was decoded elsewhere than into the weight.</summary>
    public void Dispose()
    {
        if (Block.Destination != Weight)
        {
            Block.Destination.Dispose();
        }
    }
}
