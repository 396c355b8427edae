using Ghn.Tensors;

namespace Ghn.HyperNetworks;

/// <summary>
/// The transformer of GHN-3 (GHN-3 paper, Section 3.2): pre-norm layers of self-attention among all nodes. The first layer also reads
/// the graph: it adds embeddings of degrees and of the distance from the input to the nodes, and a bias to the
/// attention between two nodes that depends on their distances. The same bias serves all later layers.
/// </summary>
internal sealed class Graphormer(CentralityEmbedding centrality, EdgeBias edgeBias, IReadOnlyList<GraphormerLayer> layers) : INodeEncoder
{
    public int Cutoff => 50;

    public void Encode(ComputationalGraph graph, ShortestPaths paths, Tensor nodes)
    {
        centrality.AddTo(nodes, graph, paths);
        using Tensor bias = edgeBias.Compute(paths);
        foreach (GraphormerLayer layer in layers)
        {
            layer.Apply(nodes, bias);
        }
    }
}
