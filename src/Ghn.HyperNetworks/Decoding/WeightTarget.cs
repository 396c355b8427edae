using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Threading;

namespace Ghn.HyperNetworks.Decoding;

/// <summary>A weight of two or more dimensions to predict: what is decoded of it, and how the rest follows.</summary>
internal abstract class WeightTarget : IDisposable
{
    /// <summary>The name of the entry of the state dict.</summary>
    public required string Name { get; init; }

    /// <summary>The weight.</summary>
    public required Tensor Weight { get; init; }

    /// <summary>What the decoder computes.</summary>
    public required DecodedBlock Block { get; init; }

    /// <summary>How a tensor of the weight's shape is filled once its decoded part is there; null when nothing is left to fill.</summary>
    public abstract Tiling? TilingOf(Tensor weight);

    /// <summary>Brings decoded values into the weight, if the decoder did not store them there.</summary>
    public abstract void Complete();

    /// <summary>Fills weights whose blocks have been decoded.</summary>
    public static void CompleteAll(IReadOnlyList<WeightTarget> targets)
    {
        WorkerPool.For(targets.Count, index => targets[index].Complete());
        Tiling.FillAll(targets.Select(target => target.TilingOf(target.Weight)).OfType<Tiling>());
    }

    /// <summary>The backward pass of <see cref="CompleteAll"/>.</summary>
    /// <param name="targets">The weights.</param>
    /// <param name="gradients">Their gradients, overwritten where nobody else holds them; null where there is none.</param>
    /// <returns>
    /// For each weight with a gradient a block like its own whose destination, the caller's to dispose of, holds the gradient of
    /// what was stored there.
    /// </returns>
    public static DecodedBlock?[] GradientsOfBlocks(IReadOnlyList<WeightTarget> targets, IReadOnlyList<SharedTensor?> gradients)
    {
        Tensor?[] own = [.. gradients.Select(gradient => gradient is null ? null : Own(gradient))];
        IEnumerable<Tiling?> tilings = targets.Zip(own, (target, gradient) => gradient is null ? null : target.TilingOf(gradient));
        Tiling.FoldAll(tilings.OfType<Tiling>());
        var blocks = new DecodedBlock?[targets.Count];
        WorkerPool.For(
            targets.Count, index => blocks[index] = own[index] is { } gradient ? targets[index].GradientOfBlock(gradient) : null);
        return blocks;
    }

    /// <summary>Releases what was decoded elsewhere than into the weight.</summary>
    public void Dispose()
    {
        if (Block.Destination != Weight)
        {
            Block.Destination.Dispose();
        }
    }

    /// <summary>The backward pass of <see cref="Complete"/>.</summary>
    /// <param name="gradient">The gradient of the weight as the decoder and <see cref="Complete"/> leave it; taken over.</param>
    /// <returns>The gradient of the block.</returns>
    protected abstract DecodedBlock GradientOfBlock(Tensor gradient);

    private static Tensor Own(SharedTensor gradient) =>
        gradient.IsExclusive ? gradient.Tensor : Tensor.From<float>(gradient.Tensor.Values, gradient.Tensor.Shape);
}
