using Ghn.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Ghn.HyperNetworks;

/// <summary>
/// Embeddings of where a node stands in its graph: how many real edges enter and leave it, and how far the input is
/// (0 for the input itself and for nodes that it does not reach).
/// </summary>
internal sealed class CentralityEmbedding(Tensor inDegrees, Tensor outDegrees, Tensor inputDistances)
{
    /// <summary>Adds the embeddings to those of the nodes [nodes, hidden].</summary>
    public void AddTo(Tensor nodes, ComputationalGraph graph, ShortestPaths paths)
    {
        int hidden = nodes.Shape[1];
        foreach (GraphNode node in graph.Nodes)
        {
            Span<float> row = nodes.Values.Slice(node.Index * hidden, hidden);
            Add(row, inDegrees, graph.Predecessors[node.Index].Count);
            Add(row, outDegrees, graph.Successors[node.Index].Count);
            Add(row, inputDistances, paths[0, node.Index]);
        }
    }

    private static void Add(Span<float> row, Tensor table, int index)
    {
        int last = table.Shape[0] - 1;
        TensorPrimitives.Add(row, table.Values.Slice(Math.Min(index, last) * row.Length, row.Length), row);
    }
}
