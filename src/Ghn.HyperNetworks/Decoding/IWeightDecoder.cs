using Ghn.Tensors;

namespace Ghn.HyperNetworks;

/// <summary>Decodes weights of convolutions and linear layers from node embeddings.</summary>
internal interface IWeightDecoder
{
    /// <summary>Computes all blocks, in place.</summary>
    /// <param name="embeddings">The node embeddings [nodes, hidden].</param>
    /// <param name="blocks">What to compute.</param>
    void Decode(Tensor embeddings, IReadOnlyList<WeightBlock> blocks);

    /// <summary>Computes a classifier's weight [classes, in-channels] as far as the decoder's largest block of input channels reaches.</summary>
    /// <param name="embeddings">The node embeddings [nodes, hidden].</param>
    /// <param name="node">The classifier's node.</param>
    /// <param name="inChannels">The number of input channels to decode.</param>
    /// <returns>A new tensor [classes, <paramref name="inChannels"/>].</returns>
    Tensor DecodeClassifier(Tensor embeddings, int node, int inChannels);
}
