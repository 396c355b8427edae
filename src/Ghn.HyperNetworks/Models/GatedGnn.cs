using Ghn.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Ghn.HyperNetworks;

/// <summary>
/// The gated graph neural network of GHN-1 and GHN-2 (GHN-2 paper, Eq. 3 and 4): one sweep through the nodes in topological order and
/// one back. A node receives what its neighbours on the near side hold, transformed by an MLP, and, with virtual edges, what
/// all nodes connected to it hold, transformed by a second MLP and divided by their distance (direct neighbours count in both sums).
/// Nodes are updated in place, so that a sweep carries news across the whole network.
/// </summary>
/// <param name="message">The MLP for real edges.</param>
/// <param name="virtualMessage">The MLP for virtual edges; null when there are none (GHN-1).</param>
/// <param name="cell">The gated recurrent unit that updates a node.</param>
internal sealed class GatedGnn(MessageMlp message, MessageMlp? virtualMessage, GatedRecurrentUnit cell) : INodeEncoder
{
    private const int VirtualEdgeCutoff = 50;

    public int Cutoff => virtualMessage is null ? 1 : VirtualEdgeCutoff;

    public void Encode(ComputationalGraph graph, ShortestPaths paths, Tensor nodes)
    {
        int count = graph.Nodes.Count;
        int hidden = nodes.Shape[1];
        using Tensor messages = Tensor.Allocate([count, hidden]);
        using Tensor virtualMessages = Tensor.Allocate([count, hidden]);
        float[] received = new float[hidden];

        void Update(int node, IReadOnlyList<int> neighbours, bool forward)
        {
            Array.Clear(received);
            foreach (int neighbour in neighbours)
            {
                TensorPrimitives.Add(received, Row(messages, neighbour), received);
            }

            if (virtualMessage is not null)
            {
                ReceiveAcrossVirtualEdges(node, paths, forward, virtualMessages, received);
            }

            Span<float> state = Row(nodes, node);
            cell.Update(received, state);
            message.Apply(state, Row(messages, node));
            virtualMessage?.Apply(state, Row(virtualMessages, node));
        }

        for (int node = 0; node < count; node++)
        {
            Update(node, graph.Predecessors[node], forward: true);
        }

        for (int node = count - 1; node >= 0; node--)
        {
            Update(node, graph.Successors[node], forward: false);
        }
    }

    private static void ReceiveAcrossVirtualEdges(int node, ShortestPaths paths, bool forward, Tensor messages, Span<float> received)
    {
        int first = forward ? 0 : node + 1;
        int end = forward ? node : paths.NodeCount;
        for (int other = first; other < end; other++)
        {
            int distance = forward ? paths[other, node] : paths[node, other];
            if (distance > 0)
            {
                TensorPrimitives.MultiplyAdd(Row(messages, other), 1f / distance, received, received);
            }
        }
    }

    private static Span<float> Row(Tensor matrix, int row) => matrix.Values.Slice(row * matrix.Shape[1], matrix.Shape[1]);
}
