using Ghn.HyperNetworks.Graphs;
using Ghn.Tensors.Autograd;

namespace Ghn.HyperNetworks.Encoders;

/// <summary>The part of a GHN that lets nodes learn of each other: message passing, attention, or nothing of the kind.</summary>
internal interface INodeEncoder
{
    /// <summary>The longest virtual edge that the encoder reads; 1 if it reads real edges only.</summary>
    int Cutoff { get; }

    /// <summary>Turns embeddings of nodes on their own into embeddings of nodes in their graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="paths">Its shortest paths up to <see cref="Cutoff"/>.</param>
    /// <param name="nodes">The embeddings [nodes, hidden], disposed of as soon as they are used up.</param>
    /// <returns>Embeddings of the same shape.</returns>
    Variable Encode(ComputationalGraph graph, ShortestPaths paths, Variable nodes);
}
