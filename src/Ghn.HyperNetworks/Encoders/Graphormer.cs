using Ghn.HyperNetworks.Graphs;
using Ghn.Tensors.Autograd;

namespace Ghn.HyperNetworks.Encoders;

/// <summary>
/// The transformer of GHN-3 (GHN-3 paper, Sections 3.3 and 4.1): pre-norm layers of self-attention among all nodes. The first layer also
/// reads the graph: it adds embeddings of degrees and of the distance from the input to the nodes, and a bias to the
/// attention between two nodes that depends on their distances. The same bias serves all later layers.
/// </summary>
/// <param name="centrality">The embeddings of degrees and of the distance from the input.</param>
/// <param name="edgeBias">The bias of attention.</param>
/// <param name="layers">The layers.</param>
/// <param name="cutoff">The longest virtual edge; 1 in an ablation without virtual edges.</param>
internal sealed class Graphormer(CentralityEmbedding centrality, EdgeBias edgeBias, IReadOnlyList<GraphormerLayer> layers, int cutoff)
    : INodeEncoder
{
    public int Cutoff => cutoff;

    public Variable Encode(ComputationalGraph graph, ShortestPaths paths, Variable nodes)
    {
        using Variable bias = edgeBias.Compute(nodes.Tape, paths);
        Variable state = centrality.AddTo(nodes, graph, paths);
        foreach (GraphormerLayer layer in layers)
        {
            using Variable previous = state;
            state = layer.Apply(previous, bias);
        }

        return state;
    }
}
