namespace Ghn.Analysis.Embeddings;

/// <summary>What a GHN makes of a network as a whole: a point, beside what the network's graph is like.</summary>
/// <param name="Network">The network's name.</param>
/// <param name="Nodes">The nodes of its computational graph.</param>
/// <param name="Parameters">The parameters.</param>
/// <param name="AverageDegree">The mean number of edges of a node, in and out.</param>
/// <param name="AveragePath">The mean length of shortest paths between nodes, whichever way edges lead.</param>
/// <param name="Values">
/// The embedding, as many numbers as the GHN's hidden size: the mean over all nodes of what the decoders read (GHN-2 paper, section 5.2;
/// nodes without parameters count, as in the reference).
/// </param>
public sealed record NetworkEmbedding(
    string Network, int Nodes, long Parameters, double AverageDegree, double AveragePath, IReadOnlyList<float> Values);
