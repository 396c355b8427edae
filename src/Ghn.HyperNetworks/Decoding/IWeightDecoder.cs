using Ghn.Tensors.Autograd;

namespace Ghn.HyperNetworks.Decoding;

/// <summary>Decodes weights of convolutions and linear layers from node embeddings.</summary>
internal interface IWeightDecoder
{
    /// <summary>Computes weights, in place.</summary>
    /// <param name="embeddings">The node embeddings [nodes, hidden].</param>
    /// <param name="targets">What to compute.</param>
    /// <returns>The weights as variables, in the order of the targets.</returns>
    IReadOnlyList<Variable> Decode(Variable embeddings, IReadOnlyList<WeightTarget> targets);

    /// <summary>
    /// Computes a classifier's weight [classes, in-channels] as far as the decoder's largest block of input channels reaches.
    /// </summary>
    /// <param name="embeddings">The node embeddings [nodes, hidden].</param>
    /// <param name="node">The classifier's node.</param>
    /// <param name="inChannels">The number of input channels to decode.</param>
    /// <returns>[classes, <paramref name="inChannels"/>].</returns>
    Variable DecodeClassifier(Variable embeddings, int node, int inChannels);
}
