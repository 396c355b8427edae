using Ghn.Networks;
using Ghn.Networks.DeepNets;
using Ghn.Networks.DeepNets.Generation;

namespace Ghn.Analysis.Search;

/// <summary>The architectures that a search goes through: those that a split of DeepNets-1M is drawn from.</summary>
/// <param name="Split">The split whose rules they follow.</param>
/// <param name="Seed">The seed. The published splits' stand-ins are the first architectures of seed 0.</param>
/// <param name="Count">How many are drawn.</param>
/// <param name="ClassCount">The number of classes.</param>
/// <param name="ImageSize">The height and width of the images.</param>
public sealed record SearchSpace(DeepNetsSplit Split, ulong Seed, int Count, int ClassCount, int ImageSize)
{
    /// <summary>The architecture of an index.</summary>
    public DeepNet Architecture(int index) => DeepNetGenerator.Draw(Split, Seed, index, ImageSize);

    /// <summary>The network of an index.</summary>
    public Network Network(int index) => Architecture(index).ToNetwork(ClassCount, ImageSize, name: $"{Split.Name()}#{index}");
}
