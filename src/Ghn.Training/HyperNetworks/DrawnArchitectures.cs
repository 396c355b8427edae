using System.Collections;
using Ghn.Networks.Architectures;
using Ghn.Networks.DeepNets;
using Ghn.Networks.DeepNets.Generation;

namespace Ghn.Training.HyperNetworks;

/// <summary>
/// Architectures of a split of DeepNets-1M that are drawn when they are asked for, each from its index: no file is needed.
/// </summary>
/// <param name="split">The split.</param>
/// <param name="seed">The seed of the draws.</param>
/// <param name="count">How many there are.</param>
/// <param name="imageSize">The height and width of the images, on which the width of wide networks depends.</param>
public sealed class DrawnArchitectures(DeepNetsSplit split, ulong seed, int count, int imageSize = ZooOptions.SmallImageSize)
    : IReadOnlyList<DeepNet>
{
    /// <inheritdoc/>
    public int Count => count;

    /// <inheritdoc/>
    public DeepNet this[int index] => DeepNetGenerator.Draw(split, seed, index, imageSize);

    /// <inheritdoc/>
    public IEnumerator<DeepNet> GetEnumerator() => Enumerable.Range(0, count).Select(index => this[index]).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
